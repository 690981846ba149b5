import { CHECK_RTK, RESTART_DOCK, RESTART_DOCK_OR_SUPPORT, RETRY_OR_SUPPORT, UPDATE_FIRMWARE } from './actions.ts'
import { type Block, because, say } from './define.ts'

const LINK_FAILED = because(
  'Take-off dock, landing dock and aircraft could not talk to one another.',
  '起飞机场、降落机场与飞行器之间的通信出了问题。',
  RESTART_DOCK,
)
const DOCKS_NOT_IDLE = because(
  'One of the two docks was still busy.',
  '两个机场中有一个还在忙。',
  say('Send the task again as soon as both docks are idle.', '待两个机场都回到空闲状态，再派发任务。'),
)
const CANNOT_STOP = because('The dock did not stop the mission.', '机场没有停下任务。', RETRY_OR_SUPPORT)
const NOT_DELIVERED = because('The task did not reach both docks.', '任务没有送达两个机场。', RETRY_OR_SUPPORT)
const FAILED_INSIDE = because(
  'The dock gave the task up because of an internal fault.',
  '机场因内部故障放弃了任务。',
  RESTART_DOCK_OR_SUPPORT,
)

export default {
  prefixes: [315],
  source: say('Multi-dock mission', '多机场任务'),
  fallback: say(
    'Check that both docks are online, idle and on the same firmware, then send the task again.',
    '确认两个机场在线、空闲且固件一致，再派发任务。',
  ),
  codes: {
    315000: LINK_FAILED,
    315001: because(
      'The dock does not reach its aircraft.',
      '机场联系不上飞行器。',
      say(
        'Power the aircraft on remotely, give it a minute, then send the task again.',
        '远程给飞行器开机，等一分钟，再派发任务。',
      ),
    ),
    315002: LINK_FAILED,
    315003: LINK_FAILED,
    315004: DOCKS_NOT_IDLE,
    315005: LINK_FAILED,
    315006: LINK_FAILED,
    315007: because(
      'The docks do not understand one another, perhaps because of their firmware.',
      '两个机场无法互通，可能与固件版本有关。',
      UPDATE_FIRMWARE,
    ),
    315008: because(
      'The two docks were calibrated against different RTK references.',
      '两个机场的标定采用了不同的 RTK 基准。',
      say(
        'Calibrate both docks with the same RTK service, then send the task again.',
        '用同一 RTK 服务标定两个机场，再派发任务。',
      ),
    ),
    315009: LINK_FAILED,
    315010: CANNOT_STOP,
    315011: CANNOT_STOP,
    315012: CANNOT_STOP,
    315013: NOT_DELIVERED,
    315014: because(
      'A mission of this type has a home point that cannot be changed.',
      '这类任务的返航点不允许更改。',
      say('Plan a multi-dock mission if the aircraft is to land elsewhere.', '若要在别处降落，请改用多机场任务。'),
    ),
    315015: because('The new home point was not accepted.', '新的返航点没有生效。', RETRY_OR_SUPPORT),
    315016: NOT_DELIVERED,
    315017: NOT_DELIVERED,
    315018: DOCKS_NOT_IDLE,
    315019: because(
      'The place where the dock stands does not allow multi-dock missions.',
      '该机场所在的位置不适合多机场任务。',
      say('Plan the mission with another dock.', '请改用另一个机场安排任务。'),
    ),
    315050: because('The dock has an internal fault.', '机场内部出现故障。', RESTART_DOCK),
    315051: FAILED_INSIDE,
    315052: because(
      'The dock does not know its own position precisely yet.',
      '机场还没有确定自己的精确位置。',
      CHECK_RTK,
    ),
    315053: FAILED_INSIDE,
    315054: FAILED_INSIDE,
    315055: FAILED_INSIDE,
    315056: FAILED_INSIDE,
    315057: FAILED_INSIDE,
    315058: FAILED_INSIDE,
    315059: FAILED_INSIDE,
    315060: FAILED_INSIDE,
    315061: FAILED_INSIDE,
    315062: FAILED_INSIDE,
    315063: FAILED_INSIDE,
    315064: FAILED_INSIDE,
    315065: FAILED_INSIDE,
  },
} satisfies Block
