import { CHARGE, CHECK_SKY, NOTHING, RESTART_AIRCRAFT, RESTART_BOTH } from './actions.ts'
import { type Block, because, say } from './define.ts'

const NO_TALK = because(
  'Dock and aircraft do not understand one another.',
  '机场与飞行器之间的通信不正常。',
  RESTART_BOTH,
)
const STALE_DATA = because(
  'The aircraft did not take over the data of the landing dock.',
  '飞行器没有接收到降落机场的数据。',
  RESTART_AIRCRAFT,
)
const OTHER_DOCK = say('Choose another dock to land on.', '另选一个降落机场。')
const ENDED_BY_BATTERY = say('Let it land and charge, then go on.', '让它落地充电后再继续。')

export default {
  prefixes: [338],
  source: say('Flight between docks', '跨机场飞行'),
  fallback: OTHER_DOCK,
  codes: {
    338001: NO_TALK,
    338002: NO_TALK,
    338003: NO_TALK,
    338004: NO_TALK,
    338005: because('The two docks are more than 15 km apart.', '两个机场相距超过 15 公里。', OTHER_DOCK),
    338006: because(
      'The landing dock stands in a zone where the aircraft may not fly.',
      '降落机场位于不允许飞行的区域。',
      say(
        'Get an unlocking licence, or correct the custom flight areas around that dock.',
        '申请解禁证书，或修正该机场周围的自定义飞行区。',
      ),
    ),
    338007: because(
      'The landing dock stands higher than its altitude zone allows.',
      '降落机场的海拔高过所在限高区的上限。',
      say('Get an unlocking licence for that zone, or choose another dock.', '申请该区域的解禁证书，或另选机场。'),
    ),
    338008: because(
      'The landing dock stands higher than the height limit of the aircraft.',
      '降落机场高过飞行器的限高。',
      say('Raise the height limit of the aircraft, or choose another dock.', '调高飞行器限高，或另选机场。'),
    ),
    338009: because('The aircraft receives too few satellites.', '飞行器收到的卫星太少。', CHECK_SKY),
    338010: because('The aircraft has lost its position.', '飞行器没有有效定位。', RESTART_AIRCRAFT),
    338011: because(
      'The landing dock lies outside the permitted flight volume.',
      '降落机场在允许飞行的空间之外。',
      say('Change the flight volume or the dock, then send the task again.', '修改飞行空间或换机场，再派发任务。'),
    ),
    338017: STALE_DATA,
    338018: STALE_DATA,
    338019: because(
      'The way home to the landing dock is still being computed.',
      '去往降落机场的返航路线还没算好。',
      RESTART_AIRCRAFT,
    ),
    338020: because('No path leads to the landing dock.', '没有路径可以到达降落机场。', OTHER_DOCK),
    338021: because('The battery does not suffice to reach the landing dock.', '电量不够飞到降落机场。', CHARGE),
    338049: because(
      'Somebody moved the sticks, so the flight to the point ended.',
      '有人动了摇杆，飞向目标点的动作结束。',
      NOTHING,
    ),
    338050: because('The flight to the point was ended on request.', '飞向目标点的动作已按要求结束。', NOTHING),
    338051: because('The battery is low; the aircraft comes home.', '电量偏低，飞行器转为返航。', ENDED_BY_BATTERY),
    338052: because(
      'The battery is very low; the aircraft lands where it is.',
      '电量极低，飞行器就地降落。',
      say('Steer it to a safe spot while you can, then fetch it.', '趁可操控时引导到安全处，落地后取回。'),
    ),
    338053: because(
      'A crewed aircraft is near, so the flight to the point ended.',
      '附近有载人航空器，飞向目标点的动作结束。',
      say('Descend and wait until it has passed.', '降低高度，等它离开。'),
    ),
    338054: because(
      'Something more urgent ended the flight to the point.',
      '有更紧急的动作，飞向目标点随之结束。',
      NOTHING,
    ),
    338255: NO_TALK,
  },
} satisfies Block
