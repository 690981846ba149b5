import { NOTHING, RESTART_DOCK, RETRY, RETRY_OR_RESTART, TAKE_CONTROL, WAIT, WAIT_UNTIL_IDLE } from './actions.ts'
import { type Block, because, say } from './define.ts'

const STICKS_FAILED = because(
  'The dock did not pass on the stick commands.',
  '机场没有转发摇杆指令。',
  say(
    'Check that live control is still connected and yours, then try again.',
    '确认实时控制仍然连通且控制权在你手中，再试。',
  ),
)
const FLY_TO_FAILED = because(
  'The aircraft did not start its flight to the point.',
  '飞行器没有开始飞往目标点。',
  RETRY,
)

export default {
  prefixes: [319],
  source: say('Dock task manager', '机场任务管理'),
  fallback: WAIT_UNTIL_IDLE,
  codes: {
    319001: because('The dock is flying a mission or sending logs.', '机场正在执行任务或上传日志。', WAIT_UNTIL_IDLE),
    319002: because('A service inside the dock does not answer.', '机场内部的一项服务没有应答。', RESTART_DOCK),
    319003: because(
      'The dock lost the task through an internal fault.',
      '机场因内部故障丢失了任务。',
      say('Send the task once more.', '请再派发一次任务。'),
    ),
    319004: because(
      'The mission exceeded its time and was ended by the dock.',
      '任务超出时限，被机场终止。',
      say(
        'Check where the aircraft is, then see in the log what took so long.',
        '先确认飞行器的位置，再查看日志中耗时的环节。',
      ),
    ),
    319005: because(
      'The dock does not reach the cloud properly.',
      '机场与云端的通信不正常。',
      say(
        'Check the network of the dock and its MQTT connection, then send the task again.',
        '检查机场网络及 MQTT 连接，再派发任务。',
      ),
    ),
    319006: because(
      'It is too late to cancel: the mission has started.',
      '任务已经开始，来不及取消。',
      say('Pause the mission or call the aircraft home instead.', '请改用暂停任务或返航。'),
    ),
    319007: because(
      'The mission has started and cannot be changed any more.',
      '任务已经开始，不能再修改。',
      say('Let it finish or end it, then send the changed task.', '等它完成或终止后，再派发修改后的任务。'),
    ),
    319008: because(
      'The clock of the dock differs from that of the cloud.',
      '机场时钟与云端时钟不一致。',
      say(
        'Check the NTP host in the workspace settings and the clock of the server.',
        '检查工作区设置中的 NTP 服务器及云端服务器时钟。',
      ),
    ),
    319009: because('The dock did not take over the task.', '机场没有接下任务。', RETRY_OR_RESTART),
    319010: because(
      'The firmware of the dock is too old for this task.',
      '机场固件太旧，不支持该任务。',
      say('Update the dock, then send the task again.', '升级机场后再派发任务。'),
    ),
    319015: because('The dock is still starting up.', '机场仍在启动。', WAIT),
    319016: because('The dock is on another mission.', '机场在执行另一项任务。', WAIT_UNTIL_IDLE),
    319017: because(
      'The dock still fetches the files of the previous mission.',
      '机场还在取回上一次任务的文件。',
      WAIT_UNTIL_IDLE,
    ),
    319018: because('The dock is exporting logs by itself.', '机场正在自行导出日志。', WAIT_UNTIL_IDLE),
    319019: because('The dock is collecting logs.', '机场正在收集日志。', WAIT_UNTIL_IDLE),
    319020: because(
      'The mission was not paused.',
      '任务没有暂停。',
      say('Press pause again; call the aircraft home if it flies on.', '再按一次暂停；若仍继续飞行，请让飞行器返航。'),
    ),
    319021: because('Live control did not end.', '实时控制没有退出。', RETRY),
    319022: FLY_TO_FAILED,
    319023: because(
      'The flight to the point did not stop.',
      '飞向目标点的动作没有停下。',
      say('Press stop again, or brake by the sticks.', '再按一次停止，或用摇杆刹停。'),
    ),
    319024: because(
      'The take-off to a point did not start.',
      '一键起飞没有开始。',
      say('Look at the alarms of dock and aircraft, then try again.', '查看机场与飞行器的告警，再试。'),
    ),
    319025: because('The dock is still preparing.', '机场还在做准备工作。', RETRY),
    319026: because(
      'The battery is below the level that the task demands.',
      '电量低于任务要求的数值。',
      say('Wait for charging, or lower the demanded level in the task.', '等待充电，或在任务中调低电量要求。'),
    ),
    319027: because(
      'Dock or aircraft have too little free storage.',
      '机场或飞行器的剩余空间太小。',
      say(
        'Let the media upload finish or format the storage, then send the task again.',
        '等媒体上传完成或格式化存储，再派发任务。',
      ),
    ),
    319028: because('Custom flight areas are being updated.', '自定义飞行区更新尚未结束。', WAIT),
    319029: because('Offline maps are being updated.', '离线地图更新尚未结束。', WAIT),
    319030: because('You do not have control of the aircraft.', '你没有飞行器的控制权。', TAKE_CONTROL),
    319031: because(
      'Flight control is in an unclear state.',
      '飞行控制权状态不明。',
      say('Reload the page and take control again.', '重新载入页面，再获取一次控制权。'),
    ),
    319032: FLY_TO_FAILED,
    319033: STICKS_FAILED,
    319034: STICKS_FAILED,
    319035: because(
      'The aircraft did not brake.',
      '飞行器没有刹停。',
      say('Press stop again; use the remote controller if there is one.', '再按一次急停；现场有遥控器时改用遥控器。'),
    ),
    319036: because(
      'The device is in remote debugging.',
      '设备仍处于远程调试。',
      say('End remote debugging, then try again.', '退出远程调试后再试。'),
    ),
    319037: because(
      'Somebody is debugging the device on site.',
      '有人正在现场调试设备。',
      say('Wait until they are done.', '等现场人员完成后再试。'),
    ),
    319038: because('The device is being updated.', '设备升级还没有结束。', WAIT),
    319042: because('The mission did not resume.', '任务没有恢复。', RETRY),
    319043: because('The aircraft goes on returning home.', '飞行器仍在返航。', RETRY),
    319044: because(
      'The mission is over; there is nothing to resume.',
      '任务早已结束，没有可恢复的内容。',
      say('Send a new task if a part of it is missing.', '若有遗漏，请派发新任务。'),
    ),
    319045: because(
      'The aircraft has braked and waits.',
      '飞行器已刹停待命。',
      say('Release all keys and press them anew to go on.', '松开全部按键后重新按下即可继续。'),
    ),
    319046: because(
      'The aircraft is not on its route, so there is nothing to pause.',
      '飞行器不在航线上，没有可暂停的内容。',
      NOTHING,
    ),
    319999: because('The dock has an unknown internal fault.', '机场出现原因不明的内部故障。', RESTART_DOCK),
  },
} satisfies Block
