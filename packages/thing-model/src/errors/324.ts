import { CHECK_LINK, RETRY, RETRY_OR_RESTART } from './actions.ts'
import { type Block, because, say } from './define.ts'

export default {
  prefixes: [324],
  source: say('Logs and uploads', '日志与上传'),
  fallback: say(
    'Check the network and the free space of the dock, then try again.',
    '检查机场的网络和剩余空间，再试。',
  ),
  codes: {
    324012: because(
      'Packing took too long: too many logs were chosen.',
      '选中的日志太多，打包超时。',
      say('Choose fewer logs at a time.', '分批选择日志。'),
    ),
    324013: because('The list of logs could not be read.', '读不到日志清单。', RETRY),
    324014: because('The device offers no logs.', '设备上没有可选的日志。', RETRY_OR_RESTART),
    324015: because(
      'The aircraft is off or not connected, so its logs cannot be listed.',
      '飞行器关机或未连接，列不出它的日志。',
      CHECK_LINK,
    ),
    324016: because(
      'The dock has no room to pack the logs.',
      '机场没有空间打包日志。',
      say('Let uploads finish or format the dock storage, then try again.', '等上传结束或格式化机场存储，再试。'),
    ),
    324017: because(
      'The chosen aircraft logs could not be fetched for packing.',
      '打包时取不到所选的飞行器日志。',
      RETRY_OR_RESTART,
    ),
    324018: because('The log files could not be pulled from the device.', '没能从设备取出日志文件。', RETRY_OR_RESTART),
    324019: because(
      'The network of the dock broke the upload of the logs.',
      '机场网络不稳，日志没有传完。',
      say(
        'Check the uplink of the dock and its way to the object storage, then export again.',
        '检查机场上行网络及到对象存储的路径，再重新导出。',
      ),
    ),
    324021: because('The dock restarted or lost power while it exported logs.', '导出日志时机场重启或断电。', RETRY),
    324030: because(
      'Media did not arrive in the cloud: the network, the link to the aircraft or the object storage failed.',
      '媒体没有到达云端：网络、飞行器链路或对象存储出了问题。',
      say(
        'Check the uplink of the dock and the object storage; the dock tries again by itself.',
        '检查机场上行网络和对象存储；机场会自行重传。',
      ),
    ),
  },
} satisfies Block
