import { RETRY, RETRY_OR_SUPPORT, WAIT } from './actions.ts'
import { type Block, because, say } from './define.ts'

const FIT_DONGLE = say(
  'Fit a DJI Cellular Dongle, or keep to the normal radio link.',
  '装上 DJI Cellular 模块，或只用普通图传。',
)
const FIT_SIM = say('Insert a SIM card with a data plan, or activate the eSIM.', '插入有流量的 SIM 卡，或激活 eSIM。')
const UPDATE_DONGLE = say('Update the 4G dongle, then try again.', '升级 4G 模块后再试。')

export default {
  prefixes: [326],
  source: say('Enhanced (4G) transmission', '增强图传（4G）'),
  fallback: RETRY_OR_SUPPORT,
  codes: {
    326002: because('The aircraft carries no 4G dongle.', '飞行器上没有 4G 模块。', FIT_DONGLE),
    326003: because('The 4G dongle of the aircraft is without SIM.', '飞行器的 4G 模块里没有 SIM 卡。', FIT_SIM),
    326004: because(
      'The 4G dongle of the aircraft refuses to work with its old firmware.',
      '飞行器的 4G 模块固件过旧，不能工作。',
      UPDATE_DONGLE,
    ),
    326005: because(
      'No 4G connection came about.',
      '4G 连接没有建立起来。',
      say('Check the signal, the data plan and the APN of the SIM cards.', '检查信号、流量套餐和 SIM 卡的 APN。'),
    ),
    326006: because('Enhanced transmission did not switch over.', '增强图传没有切换过来。', RETRY),
    326008: because('The dock has no 4G dongle.', '机场上没有 4G 模块。', FIT_DONGLE),
    326009: because('The 4G dongle of the dock is without SIM.', '机场的 4G 模块里没有 SIM 卡。', FIT_SIM),
    326010: because(
      'The 4G dongle of the dock refuses to work with its old firmware.',
      '机场的 4G 模块固件过旧，不能工作。',
      UPDATE_DONGLE,
    ),
    326103: because('The eSIM is being activated.', 'eSIM 激活尚未完成。', WAIT),
    326104: because('The eSIM is changing its operator.', 'eSIM 更换运营商尚未完成。', WAIT),
    326105: because('The 4G dongle is changing its mode.', '4G 模块切换模式尚未完成。', WAIT),
    326106: because(
      'The 4G dongle is faulty or hangs.',
      '4G 模块故障或无响应。',
      say(
        'Restart the device that carries it; export the logs for DJI support if it repeats.',
        '重启装有该模块的设备；反复出现就导出日志交给大疆技术支持。',
      ),
    ),
    326107: because(
      'The 4G dongle has neither an active eSIM nor a SIM card.',
      '4G 模块既无已激活的 eSIM，也无 SIM 卡。',
      FIT_SIM,
    ),
  },
} satisfies Block
