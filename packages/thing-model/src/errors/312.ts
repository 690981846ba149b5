import { CHECK_LINK, RESTART_BOTH, WAIT, WAIT_UNTIL_IDLE } from './actions.ts'
import { type Block, because, say } from './define.ts'

export default {
  prefixes: [312],
  source: say('Firmware update', '固件升级'),
  fallback: say(
    'Check that dock and aircraft are idle, charged and connected, then start the update again.',
    '确认机场与飞行器空闲、电量充足且连接正常，再启动升级。',
  ),
  codes: {
    312014: because('An update of this device is already running.', '该设备的升级已在进行。', WAIT),
    312015: because(
      'The dock has other work to do and cannot update now.',
      '机场手头有别的工作，暂不能升级。',
      WAIT_UNTIL_IDLE,
    ),
    312016: because(
      'The radio link between dock and aircraft broke during the update.',
      '升级时机场与飞行器之间的图传链路中断。',
      RESTART_BOTH,
    ),
    312022: because(
      'The aircraft could not be switched on or does not answer.',
      '飞行器开不了机，或没有应答。',
      CHECK_LINK,
    ),
    312023: because(
      'The rods did not close, so the aircraft cannot be powered for the update.',
      '推杆没有合拢，无法给飞行器供电升级。',
      say(
        'Release the emergency stop, remove whatever blocks the rods, then start the update again.',
        '松开急停按钮，清除卡住推杆的东西，再启动升级。',
      ),
    ),
    312027: because('No aircraft stands in the dock.', '机场里没有飞行器。', CHECK_LINK),
    312028: because(
      'The device restarted in the middle of its update.',
      '设备在升级中途重启了。',
      say('Make sure that power is stable, then start the update again.', '确保供电稳定，再启动升级。'),
    ),
    312029: because('The device is restarting.', '设备正在重新启动。', WAIT),
    312030: because(
      'The aircraft cannot update over the enhanced (4G) transmission.',
      '飞行器启用增强图传（4G）时无法升级。',
      say('Switch enhanced transmission off, update, then switch it on again.', '先关闭增强图传，升级后再打开。'),
    ),
    312704: because(
      'The battery holds too little for an update.',
      '电池电量不够完成升级。',
      say('Charge above 20 percent, then start the update again.', '充到 20% 以上，再启动升级。'),
    ),
  },
} satisfies Block
