import {
  CHARGE,
  CHECK_LANDING,
  CHECK_LINK,
  CHECK_RTK,
  RECOVER_AIRCRAFT,
  RESTART_AIRCRAFT,
  RESTART_DOCK,
  RETRY,
  RETRY_OR_RESTART,
  TAKE_CONTROL,
  UPDATE_FIRMWARE,
} from './actions.ts'
import { type Block, because, say } from './define.ts'

const RELEASE_STOP = say(
  'Have somebody on site check why it was pressed and release it, then send the task again.',
  '请现场人员弄清按下的原因并松开按钮，再派发任务。',
)
/** A setting that the dock makes on the aircraft before take-off. */
const unset = (en: string, zh: string) =>
  because(`The aircraft did not take its ${en}.`, `飞行器没有接受${zh}的设置。`, RESTART_DOCK)
/** A setting that the dock makes on the camera before a mission with repeat photos. */
const cameraUnset = (en: string, zh: string) =>
  because(`The camera could not be prepared: ${en} was refused.`, `相机准备失败：${zh}未被接受。`, RETRY)

export default {
  prefixes: [316],
  source: say('Aircraft preparation and landing', '飞行器准备与降落'),
  fallback: say(
    'Check where the aircraft is and that it is linked to the dock, then try again.',
    '确认飞行器的位置以及与机场的连接，再试。',
  ),
  codes: {
    316001: unset('alternate landing point', '备降点'),
    316002: unset('safe height for the alternate landing point', '备降安全高度'),
    316003: unset('take-off height', '起飞高度'),
    316004: unset('lost-link action', '失联动作'),
    316005: because('The aircraft got no RTK fix.', '飞行器没有得到 RTK 固定解。', CHECK_RTK),
    316006: because(
      'The mission never ended: the aircraft is lost, or the dock was not open when it came back.',
      '任务迟迟没有结束：飞行器可能丢失，或返回时机场没有打开。',
      say(
        'Go to the dock at once and look for the aircraft near it and at its last position.',
        '立即前往现场，在机场附近及最后位置寻找飞行器。',
      ),
    ),
    316007: because(
      'The aircraft was not ready for its settings in time.',
      '飞行器没有及时做好接收参数的准备。',
      RESTART_DOCK,
    ),
    316008: because('The dock did not get control of the aircraft.', '机场没有拿到飞行器的控制权。', TAKE_CONTROL),
    316009: because('The battery is below the 30 percent that a mission needs.', '电量不足任务所需的 30%。', CHARGE),
    316010: because(
      'The aircraft did not connect within two minutes of power-on.',
      '飞行器开机两分钟内没有连上机场。',
      CHECK_LINK,
    ),
    316011: because(
      'The aircraft landed far from the middle of the pad.',
      '飞行器落点离停机坪中心较远。',
      say(
        'Look at it through the dock camera; somebody may have to straighten it by hand.',
        '用机场摄像头查看，必要时到现场摆正。',
      ),
    ),
    316012: because('A check before take-off failed.', '起飞前有一项检查没有通过。', RESTART_DOCK),
    316013: because(
      'A check before take-off failed; the dock may have been moved since calibration.',
      '起飞前有一项检查没有通过，机场可能在标定后被移动过。',
      say('Calibrate the dock again if it was moved, else restart it.', '若机场被移动过请重新标定，否则重启机场。'),
    ),
    316014: because(
      'The aircraft did not get through its checks before take-off.',
      '飞行器没有通过起飞前的各项检查。',
      RESTART_DOCK,
    ),
    316015: because(
      'The RTK position of the aircraft lies far from the dock that it stands in.',
      '飞行器的 RTK 位置与所在机场相距太远。',
      say(
        'Check that dock and aircraft use the same RTK reference; restart the dock, and calibrate it if this repeats.',
        '确认机场与飞行器使用同一 RTK 基准；重启机场，反复出现就重新标定。',
      ),
    ),
    316016: because(
      'The landing was not confirmed in time; the link may be gone.',
      '没有及时确认降落，链路可能已断。',
      CHECK_LANDING,
    ),
    316017: because(
      'After the landing the aircraft did not say how many files it holds; the link may be gone.',
      '降落后飞行器没有报告文件数，链路可能已断。',
      CHECK_LANDING,
    ),
    316018: because(
      'The mission took longer than it may; the link may be gone.',
      '任务用时超出允许范围，链路可能已断。',
      CHECK_LANDING,
    ),
    316019: because('The dock failed internally before the mission.', '任务开始前机场内部出错。', RETRY_OR_RESTART),
    316020: because(
      'The aircraft listens to another RTK source than the dock expects.',
      '飞行器所用的 RTK 来源与机场要求的不一致。',
      CHECK_RTK,
    ),
    316021: because(
      'Checking the RTK source of the aircraft took too long.',
      '核对飞行器 RTK 来源用时过长。',
      CHECK_RTK,
    ),
    316022: because(
      'The aircraft did not take the order to come home.',
      '飞行器没有接受返航指令。',
      say(
        'Check that it is on and connected and order it again; else use the remote controller.',
        '确认已开机且链路正常后再发返航；否则改用遥控器。',
      ),
    ),
    316023: because(
      'A remote controller (B) holds the aircraft, so the cloud cannot call it home.',
      '飞行器由 B 控接管，云端无法让它返航。',
      say('Ask the pilot to bring it home, or to give control back.', '请 B 控飞手操控返航，或交还控制权。'),
    ),
    316024: because(
      'Return home failed; the aircraft may not have taken off.',
      '返航没有成功，飞行器可能还没起飞。',
      say('Look whether it is in the air, then order it again.', '先看飞行器是否在空中，再发返航指令。'),
    ),
    316025: because('The aircraft refused one of its flight settings.', '飞行器拒绝了一项飞行参数。', RETRY_OR_RESTART),
    316026: because('The emergency stop of the dock is pressed.', '机场急停按钮处于按下状态。', RELEASE_STOP),
    316027: because('Setting up the aircraft took too long.', '设置飞行器参数用时过长。', RETRY_OR_RESTART),
    316029: because(
      'The emergency stop was pressed during the flight, so the aircraft goes to its alternate landing point.',
      '飞行途中有人按下急停，飞行器改飞备降点。',
      RECOVER_AIRCRAFT,
    ),
    316032: because('The battery did not report its data in time.', '电池没有及时报告数据。', RESTART_AIRCRAFT),
    316033: because(
      'The battery is near the end of its charging cycles, so the flight was stopped for safety.',
      '电池循环次数快到上限，为安全起见停止了飞行。',
      say('Fit a new battery before the next flight.', '下次飞行前换上新电池。'),
    ),
    316034: because(
      'The firmware of the aircraft does not belong to that of the dock.',
      '飞行器固件与机场固件不配套。',
      UPDATE_FIRMWARE,
    ),
    316035: because(
      'The departure and approach route was not taken over.',
      '进出场航线没有被接收。',
      say(
        'Update dock and aircraft, then send the task again; export the logs for DJI support if it repeats.',
        '升级机场和飞行器后再派发任务；反复出现就导出日志交给大疆技术支持。',
      ),
    ),
    316050: because(
      'The battery ran low and the aircraft landed outside the dock.',
      '电量过低，飞行器降落在机场之外。',
      RECOVER_AIRCRAFT,
    ),
    316051: because(
      'The mission went wrong and the aircraft landed outside the dock.',
      '任务出现问题，飞行器降落在机场之外。',
      RECOVER_AIRCRAFT,
    ),
    316052: because(
      'The mission went wrong and the aircraft goes to its alternate landing point.',
      '任务出现问题，飞行器改飞备降点。',
      RECOVER_AIRCRAFT,
    ),
    316053: because('A pilot landed the aircraft by hand.', '飞手手动让飞行器降落。', RECOVER_AIRCRAFT),
    316100: because('The camera did not answer with its state.', '相机没有报告自身状态。', RETRY),
    316101: cameraUnset('single-shot mode', '单拍模式'),
    316102: cameraUnset('switching the watermark off', '关闭水印'),
    316103: cameraUnset('average metering', '平均测光'),
    316104: cameraUnset('the wide lens', '广角镜头'),
    316105: cameraUnset('the choice of photos to store', '照片存储选项'),
    316106: cameraUnset('the zoom factor of the infrared lens', '红外变焦倍数'),
    316107: cameraUnset('4K photo size', '4K 照片尺寸'),
    316108: cameraUnset('the JPEG format', 'JPEG 格式'),
    316109: cameraUnset('switching dewarping off', '关闭畸变校正'),
    316110: cameraUnset('the mechanical shutter', '机械快门'),
    316111: cameraUnset('the focus mode', '对焦模式'),
  },
} satisfies Block
