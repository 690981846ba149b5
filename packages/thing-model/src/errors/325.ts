import { CHECK_LINK, RETRY, WAIT, WAIT_UNTIL_IDLE } from './actions.ts'
import { type Block, because, say } from './define.ts'

export default {
  prefixes: [325],
  source: say('Remote command', '远程指令'),
  fallback: RETRY,
  codes: {
    325001: because(
      'The device did not accept the form of the command.',
      '设备不认可指令的格式。',
      say(
        'Check the values; if they are right, the firmware may expect another form: see the deviations page.',
        '检查参数；若无误，可能是固件要求的格式不同，请查看“偏差”页面。',
      ),
    ),
    325003: because('The device tried the command and failed.', '设备执行了指令，但没有成功。', RETRY),
    325004: because('The device did not finish the command in time.', '设备没有及时完成指令。', RETRY),
    325005: because('The dock takes no tasks at the moment.', '机场此刻不接任务。', WAIT_UNTIL_IDLE),
    325006: because('The dock is running its checks before a mission.', '机场正在做任务前检查。', WAIT_UNTIL_IDLE),
    325007: because('The dock is flying a mission.', '机场的任务还没飞完。', WAIT_UNTIL_IDLE),
    325008: because('The dock is wrapping up a mission.', '机场正在收尾上一次任务。', WAIT_UNTIL_IDLE),
    325009: because('The dock is sending logs to the cloud.', '机场正把日志传往云端。', WAIT_UNTIL_IDLE),
    325010: because('The dock is updating its custom flight areas.', '机场的自定义飞行区还在更新。', WAIT),
    325011: because('The dock is updating its offline map.', '机场的离线地图还在更新。', WAIT),
    325012: because('The aircraft is not connected.', '飞行器没有连上。', CHECK_LINK),
  },
} satisfies Block
