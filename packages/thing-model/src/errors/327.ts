import { NOTHING, RETRY, RETRY_OR_SUPPORT, TAKE_CONTROL, WAIT } from './actions.ts'
import { type Block, because, say } from './define.ts'

const CHECK_PAYLOAD = say(
  'Check that you hold payload control and that the aircraft is connected, then try again.',
  '确认你持有负载控制权且飞行器已连接，再试。',
)
const CHECK_SPEAKER = say(
  'Check that the speaker is mounted and ready, then try again.',
  '确认喊话器已安装并就绪，再试。',
)
const INSIDE_LIMITS = say(
  'Fly farther inside the limits, then start the panorama again.',
  '飞到限制范围以内，再拍全景。',
)
const HOLD_STILL = say('Let the aircraft hover still, then start the panorama again.', '让飞行器稳定悬停，再拍全景。')

/** A camera or gimbal command without effect. */
const camera = (en: string, zh: string) => because(`The camera did not ${en}.`, `相机没有${zh}。`, CHECK_PAYLOAD)
/** A speaker or widget command without effect. */
const speaker = (en: string, zh: string) => because(`The payload did not ${en}.`, `负载没有${zh}。`, CHECK_SPEAKER)
const panorama = (en: string, zh: string, action = RETRY) =>
  because(`No panorama: ${en}.`, `全景未完成：${zh}。`, action)

const SETTING_REFUSED = because('The device did not take over the setting.', '设备没有采纳该设置。', RETRY)
const NO_CONTROL = because('Control was not granted.', '没有拿到控制权。', TAKE_CONTROL)

export default {
  prefixes: [327],
  source: say('Live control and payload', '实时控制与负载'),
  fallback: CHECK_PAYLOAD,
  codes: {
    327000: SETTING_REFUSED,
    327001: SETTING_REFUSED,
    327002: NO_CONTROL,
    327003: NO_CONTROL,
    327004: camera('follow the dragged view', '跟随画面拖动'),
    327005: camera('centre on the chosen point', '对准所选的点'),
    327006: camera('take the photo', '拍下照片'),
    327007: camera('start recording', '开始录像'),
    327008: camera('stop recording', '结束录像'),
    327009: camera('change its mode', '改变模式'),
    327010: camera('change the zoom of its zoom lens', '改变变焦镜头的倍数'),
    327011: camera('change the zoom of its infrared lens', '改变红外镜头的倍数'),
    327012: NO_CONTROL,
    327013: SETTING_REFUSED,
    327014: because(
      'The gimbal stands at its stop.',
      '云台已转到头。',
      say('Turn it the other way, or turn the aircraft.', '反向转动云台，或转动机身。'),
    ),
    327015: because(
      'The picture did not start.',
      '画面没有出来。',
      say(
        'Start the live stream again; check the address that the device streams to.',
        '重新开始直播，并检查设备的推流地址。',
      ),
    ),
    327016: because('The lost-link action was not set.', '失联动作没有设上。', RETRY),
    327017: because('The height for flights to a point was not set.', '飞向目标点的高度没有设上。', RETRY),
    327018: because('The way of flying to a point was not changed.', '飞向目标点的方式没有改过来。', RETRY),
    327019: because(
      'The camera cannot turn to the marked point now.',
      '镜头此刻转不到标记点。',
      say('Fly nearer or wait until the aircraft hovers, then try again.', '飞近一些，或等飞行器悬停后再试。'),
    ),
    327020: because(
      'The order to end the panorama was not answered in time.',
      '结束全景的指令没有及时得到应答。',
      RETRY,
    ),
    327022: because('The panorama cannot be ended in this phase.', '全景处于不能结束的阶段。', WAIT),
    327050: because('The device cannot broadcast in its present state.', '设备在目前的状态下不能喊话。', CHECK_SPEAKER),
    327051: because(
      'The device could not download the sound file.',
      '设备下载不到音频。',
      say('Check that the device reaches the object storage, then try again.', '确认设备能访问对象存储，再试。'),
    ),
    327052: speaker('change between speech and sound file', '在文字与音频之间切换'),
    327053: speaker('take the sound file', '收下音频'),
    327054: speaker('play the sound', '放出声音'),
    327055: speaker('change its working mode', '改变工作模式'),
    327056: speaker('take the text', '收下文字'),
    327057: speaker('stop playing', '停下播放'),
    327058: speaker('change its play mode', '改变播放模式'),
    327059: speaker('change its volume', '改变音量'),
    327060: speaker('take the value of the control', '接受控件的值'),
    327061: speaker('take the text value', '接受输入的文本'),
    327062: speaker('change its language', '改变语言'),
    327063: speaker('name its functions', '列出自身的功能'),
    327064: speaker('hand over its configuration', '交出配置文件'),
    327065: speaker('hand over its pictures', '交出图片'),
    327066: speaker('pack its files', '打包自身的文件'),
    327067: speaker('upload its files', '上传自身的文件'),
    327068: speaker('get the sound file intact: its checksum is wrong', '收到完整的音频，校验值不对'),
    327069: speaker('receive the sound file', '接收到音频'),
    327070: speaker('receive the whole sound file: the transfer broke off', '收全音频，传输中断'),
    327071: speaker('get the text intact: its checksum is wrong', '收到完整的文字，校验值不对'),
    327072: speaker('receive the text to speak', '接收到要朗读的文字'),
    327073: speaker('receive the whole text: the transfer broke off', '收全文字，传输中断'),
    327074: speaker('play it again', '再次播放'),
    327075: speaker('encode the sound', '完成声音编码'),
    327201: panorama('the camera failed', '相机出错'),
    327202: panorama('it was ended early', '中途结束'),
    327203: panorama('this device cannot do it', '该设备没有此功能', NOTHING),
    327204: panorama('the camera is busy', '相机正忙'),
    327205: panorama('the request failed', '请求没有成功'),
    327206: panorama('the aircraft is on the ground', '飞行器还在地面', HOLD_STILL),
    327207: panorama('control was lost', '失去了控制权', TAKE_CONTROL),
    327208: panorama('the camera has an unknown fault', '相机故障原因不明', RETRY_OR_SUPPORT),
    327209: panorama('the camera did not answer in time', '相机没有及时应答'),
    327210: panorama('it is not allowed here and now', '此时此地不允许'),
    327211: panorama(
      'the card is full',
      '存储已满',
      say('Upload and format the media first.', '先上传媒体并格式化存储。'),
    ),
    327212: panorama('the aircraft was moving', '飞行器在移动', HOLD_STILL),
    327213: panorama('the gimbal was moving', '云台在转动', HOLD_STILL),
    327214: panorama('somebody moved the sticks', '有人动了摇杆', HOLD_STILL),
    327215: panorama('the height or zone limit was reached', '到达限高或限飞区', INSIDE_LIMITS),
    327216: panorama('the distance limit was reached', '到达限远', INSIDE_LIMITS),
    327217: panorama('the gimbal is blocked', '云台被卡住', say('Land and free the gimbal.', '降落后清理云台。')),
    327218: panorama('one of its photos failed', '有一张照片没拍成'),
    327219: panorama(
      'the photos could not be joined',
      '照片没能拼合',
      say('Use the single photos, or take it again.', '使用单张照片，或重拍一次。'),
    ),
    327220: panorama('the calibration of the lens could not be loaded', '镜头标定参数加载不了', RETRY_OR_SUPPORT),
    327221: panorama('the camera could not be adjusted', '相机参数调不过来'),
    327500: because('The lens heating did not start.', '镜头除雾没有启动。', RETRY),
  },
} satisfies Block
