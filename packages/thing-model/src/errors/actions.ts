/** What to do, said once for the many codes that have the same remedy. */
import { say } from './define.ts'

export const NOTHING = say('Nothing needs to be done.', '无需处理。')
export const RETRY = say('Wait a moment and repeat the command.', '稍等片刻，再发送一次指令。')
export const WAIT = say('Let it finish, then repeat the command.', '等它结束，再发送一次指令。')
export const WAIT_UNTIL_IDLE = say(
  'Wait until the dock is idle, then send the task again.',
  '待机场回到空闲状态，再派发一次任务。',
)
export const RETRY_OR_RESTART = say(
  'Repeat it after a minute; restart the dock if it fails again.',
  '一分钟后再试一次；仍不成功就重启机场。',
)
export const RETRY_OR_SUPPORT = say(
  'Repeat it after a minute; if it keeps failing, export the logs of dock and aircraft for DJI support.',
  '一分钟后再试一次；一直不成功时，导出机场与飞行器的日志交给大疆技术支持。',
)
export const RESTART_DOCK = say(
  'Restart the dock by remote debugging, wait until it is online and idle, then send the task again.',
  '用远程调试重启机场，等它上线并空闲后再派发任务。',
)
export const RESTART_DOCK_OR_SUPPORT = say(
  'Restart the dock and send the task again; if it fails the same way, export the logs for DJI support.',
  '重启机场后再派发一次任务；若结果相同，导出日志交给大疆技术支持。',
)
export const RESTART_AIRCRAFT = say(
  'Switch the aircraft off and on again by remote debugging, then repeat the command.',
  '用远程调试让飞行器关机再开机，然后重发指令。',
)
export const RESTART_BOTH = say(
  'Restart the aircraft and the dock, wait until both are online, then send the task again.',
  '依次重启飞行器和机场，两者都上线后再派发任务。',
)
export const UPDATE_FIRMWARE = say(
  'Bring dock and aircraft to firmware versions that belong together, then try again.',
  '把机场和飞行器升级到互相配套的固件，再试。',
)
export const CHECK_ROUTE = say(
  'Open the route in the editor, correct and save it, then send the task again.',
  '在编辑器中打开航线，修正并保存，再派发任务。',
)
export const START_OVER = say(
  'Fly the route from its start instead of resuming it.',
  '放弃续飞，从起点重新执行该航线。',
)
export const CHECK_RTK = say(
  'Check the RTK source (network account or base station) and the view of the sky, wait for a fix, then try again.',
  '检查 RTK 来源（网络账号或基站）和天空遮挡情况，待固定解后再试。',
)
export const CHECK_SKY = say(
  'Wait for more satellites; if it stays like this, look for roofs, masts or interference above the dock.',
  '等待搜到更多卫星；若一直如此，查看机场上方有无遮挡或干扰源。',
)
export const CHARGE = say(
  'Charge the aircraft to 50 percent or more before the next flight.',
  '下次飞行前先把飞行器充到 50% 以上。',
)
export const CHECK_LINK = say(
  'Make sure that the aircraft is in the dock, powered on and paired with it, then try again.',
  '确认飞行器在舱内、已开机并已与机场配对，再试。',
)
export const RECOVER_AIRCRAFT = say(
  'Find out by live view or on site that the aircraft stands safely, then carry it back into the dock.',
  '通过直播或到现场确认飞行器停稳无恙，再把它搬回机场。',
)
export const CHECK_LANDING = say(
  'Look through the dock camera whether the aircraft is on the pad; send somebody if it is not.',
  '用机场摄像头查看飞行器是否在停机坪上；不在时派人前往现场。',
)
export const TAKE_CONTROL = say(
  'Take flight control in the console; the remote controller has to give it up first.',
  '先让遥控器交出控制权，再在控制台获取飞行控制权。',
)
export const CHECK_CONTACTS = say(
  'Check that the aircraft stands in the dock, that nothing blocks the rods, and that the charging contacts are clean.',
  '看飞行器是不是停在机场里、有没有东西卡住推杆、充电触点干不干净。',
)
export const CLEAR_PAD = say(
  'Free the pad of objects and ice, turn the aircraft along the arrow, then try again; restart the dock if it repeats.',
  '清除停机坪上的杂物或冰，让机头顺着箭头方向，再试；反复出现就重启机场。',
)
export const CLEAR_COVER = say(
  'Look for ice, snow or an object at the cover, then try again; restart the dock if it repeats.',
  '查看舱盖处有无冰雪或异物，再试；反复出现就重启机场。',
)
export const MOVE_TARGET = say('Choose another target and send the command again.', '另选一个目标点，再发送指令。')
