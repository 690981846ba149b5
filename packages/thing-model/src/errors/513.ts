import { NOTHING, RETRY, TAKE_CONTROL } from './actions.ts'
import { type Block, because, say } from './define.ts'

const RESTART_STREAM = say('Stop the live stream and start it again.', '停止直播，再重新开始。')
const CHECK_STREAM_ADDRESS = say(
  'Check the protocol and that the device reaches the address it streams to.',
  '检查协议类型，以及设备能否访问推流地址。',
)

/** Live stream codes. The last five digits (13002 ...) mean the same: DJI's demo answers with those. */
export default {
  prefixes: [513],
  source: say('Live stream', '直播'),
  fallback: RESTART_STREAM,
  codes: {
    513001: because(
      'There is no aircraft to stream from.',
      '没有可供直播的飞行器。',
      say('Power the aircraft on, then try again.', '给飞行器开机后再试。'),
    ),
    513002: because(
      'The chosen camera is not there.',
      '没有找到所选的相机。',
      say('Reload the list of cameras and choose one that is offered.', '刷新相机列表，从中选择。'),
    ),
    513003: because('This camera is streaming already.', '这台相机本来就在直播。', NOTHING),
    513004: because('The device does not support this live function.', '设备不支持这项直播功能。', NOTHING),
    513005: because(
      'The chosen quality is not supported.',
      '所选画质不受支持。',
      say('Choose another quality, such as adaptive.', '换一种画质，例如自适应。'),
    ),
    513006: because('The stream did not start.', '直播没有开始。', RESTART_STREAM),
    513007: because('Streaming needs control that you do not have.', '你没有直播所需的控制权。', TAKE_CONTROL),
    513008: because(
      'No picture reaches the device from the aircraft.',
      '设备收不到飞行器的画面。',
      say('Check the radio link between dock or controller and aircraft.', '检查机场或遥控器与飞行器的图传链路。'),
    ),
    513009: because('The commands came too fast.', '指令发得过于频繁。', RETRY),
    513010: because('The device could not reach the streaming server.', '设备连不上直播服务器。', CHECK_STREAM_ADDRESS),
    513011: because('Nothing is streaming.', '并没有在直播。', say('Start the live stream first.', '请先开始直播。')),
    513012: because(
      'This stream does not allow another lens while it runs.',
      '这路直播进行时不能换镜头。',
      say('Stop it, choose the lens, then start again.', '先停止，选好镜头再开始。'),
    ),
    513013: because(
      'The device does not speak this streaming protocol.',
      '设备不支持这种直播协议。',
      CHECK_STREAM_ADDRESS,
    ),
    513014: because('The streaming parameters are wrong or incomplete.', '直播参数有错或不全。', CHECK_STREAM_ADDRESS),
    513015: because(
      'The network is too slow for the stream.',
      '网络太慢，带不动直播。',
      say('Choose a lower quality or improve the uplink, then start again.', '降低画质或改善上行网络，再开始。'),
    ),
    513016: because('The picture could not be decoded.', '画面解码不出来。', RESTART_STREAM),
    513017: because(
      'The stream waits while files are copied from the aircraft.',
      '正从飞行器取文件，直播暂停。',
      say('Wait until the files are copied; it can start again then.', '等文件取完，即可再次直播。'),
    ),
    513099: because('The stream failed for an unknown reason.', '直播出错，原因不明。', RESTART_STREAM),
  },
} satisfies Block
