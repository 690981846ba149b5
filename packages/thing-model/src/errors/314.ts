import { CHECK_ROUTE, CHECK_RTK, RESTART_DOCK, RETRY, RETRY_OR_RESTART } from './actions.ts'
import { type Block, because, say } from './define.ts'

const SEND_AFRESH = say(
  'Send the task afresh from the console, so that it gets a new route link and checksum.',
  '在控制台重新派发任务，以生成新的航线链接和校验值。',
)
const AIRCRAFT_NOT_READY = because(
  'The aircraft did not become ready for take-off.',
  '飞行器没能进入可起飞状态。',
  RESTART_DOCK,
)
const RTK_POSITION_WRONG = because(
  'The RTK position of the aircraft cannot be trusted.',
  '飞行器的 RTK 位置不可信。',
  CHECK_RTK,
)

export default {
  prefixes: [314],
  source: say('Mission preparation', '任务准备'),
  fallback: say(
    'Look at the state of the dock, then send the task again; restart the dock if it repeats.',
    '查看机场状态后再派发任务；反复出现就重启机场。',
  ),
  codes: {
    314000: because(
      'The device cannot do this in its present state.',
      '设备在目前的状态下做不了这件事。',
      say('Look at the mode and the alarms of the device, then try again.', '查看设备的模式和告警，再试。'),
    ),
    314001: because(
      'The task reached the dock without a link to its route.',
      '任务到达机场时没有航线链接。',
      SEND_AFRESH,
    ),
    314002: because(
      'The task reached the dock without the checksum of its route.',
      '任务到达机场时没有航线校验值。',
      SEND_AFRESH,
    ),
    314003: because(
      'The dock does not understand the format of the route file.',
      '机场读不懂该航线文件的格式。',
      CHECK_ROUTE,
    ),
    314004: because('The cloud could not hand the task to the dock.', '云端未能把任务交给机场。', RETRY),
    314005: because(
      'The route file does not match the checksum that came with the task.',
      '航线文件与任务给出的校验值对不上。',
      SEND_AFRESH,
    ),
    314006: because('The aircraft did not accept the route in time.', '飞行器没有及时接收航线。', RESTART_DOCK),
    314007: because('The dock could not copy the route to the aircraft.', '机场没能把航线写入飞行器。', RESTART_DOCK),
    314008: because('Preparing for take-off took too long.', '起飞前的准备用时过长。', RESTART_DOCK),
    314009: because('The aircraft did not start the route.', '飞行器没有启动航线。', RESTART_DOCK),
    314010: because('The flight along the route broke off.', '沿航线的飞行中途失败。', RESTART_DOCK),
    314011: because(
      'The dock lost track of the mission and does not know how it ended.',
      '机场失去了对任务的跟踪，不知其结果。',
      say(
        'Check where the aircraft is and which media arrived before you plan the next flight.',
        '先确认飞行器位置和已回传的媒体，再安排下次飞行。',
      ),
    ),
    314012: AIRCRAFT_NOT_READY,
    314013: because(
      'The dock could not download the route file.',
      '机场下载不到航线文件。',
      say(
        'Check that the dock reaches the object storage by its public address, then send the task again.',
        '检查机场能否通过公网地址访问对象存储，再派发任务。',
      ),
    ),
    314014: because(
      'The dock failed internally while it ran the mission.',
      '机场执行任务时内部出错。',
      RETRY_OR_RESTART,
    ),
    314015: because(
      'The route for repeat photos (AI Spot-Check) did not reach the aircraft.',
      '精准复拍用的航线没有送达飞行器。',
      RETRY_OR_RESTART,
    ),
    314016: because(
      'The dock could not read the content of the route file.',
      '机场读不出航线文件的内容。',
      CHECK_ROUTE,
    ),
    314017: because('The route file holds something that cannot be read.', '航线文件中有无法读取的内容。', CHECK_ROUTE),
    314018: RTK_POSITION_WRONG,
    314019: because('The aircraft found no RTK fix before take-off.', '飞行器起飞前没有得到 RTK 固定解。', CHECK_RTK),
    314020: because(
      'The aircraft stands off the middle of the pad or points the wrong way.',
      '飞行器偏离停机坪中心，或机头方向不对。',
      say(
        'Set it on the middle of the pad, nose along the arrow, then send the task again.',
        '把飞行器摆到停机坪正中、机头顺着箭头，再派发任务。',
      ),
    ),
    314021: RTK_POSITION_WRONG,
    314024: because(
      'The departure and approach route did not reach the aircraft.',
      '进出场航线没有送达飞行器。',
      RETRY_OR_RESTART,
    ),
    314025: because(
      'No RTK fix came in time, and the user cancelled the task.',
      '迟迟没有 RTK 固定解，用户取消了任务。',
      CHECK_RTK,
    ),
    314200: because(
      'The dock lost its network during the flight, so the aircraft came home by itself.',
      '飞行途中机场断网，飞行器自行返航。',
      say(
        'Restore the network of the dock, then resume the mission from its breakpoint.',
        '恢复机场网络后，从断点继续任务。',
      ),
    ),
  },
} satisfies Block
