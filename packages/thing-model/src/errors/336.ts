import { CHARGE, CHECK_SKY, MOVE_TARGET, NOTHING, RETRY, RETRY_OR_SUPPORT } from './actions.ts'
import { type Block, because, say } from './define.ts'

const IN_ZONE = because('The target lies in a restricted zone.', '目标点处在禁飞区。', MOVE_TARGET)

export default {
  prefixes: [336],
  source: say('Flight to a point', '指点飞行'),
  fallback: MOVE_TARGET,
  codes: {
    336000: because('The order did not reach the aircraft.', '指令没有送达飞行器。', RETRY),
    336001: because('The aircraft has bad data and takes no orders.', '飞行器数据有误，不接受指令。', RETRY_OR_SUPPORT),
    336002: because('The satellite signal of the aircraft is weak.', '飞行器收到的卫星信号弱。', CHECK_SKY),
    336003: because('The aircraft does not know where it is.', '飞行器失去了自身位置。', CHECK_SKY),
    336004: because('The aircraft found no path to the target.', '飞行器找不到通往目标的路径。', MOVE_TARGET),
    336005: because('The home point is not recorded yet.', '返航点还没有记录下来。', CHECK_SKY),
    336006: because(
      'Contact was lost, so the flight to the point ended.',
      '联系中断，飞向目标点的动作结束。',
      say('Watch for the lost-link action; act when contact is back.', '留意失联动作，恢复联系后再操作。'),
    ),
    336017: because('The battery does not suffice for this flight.', '电量不够飞这一趟。', CHARGE),
    336018: because('The way of flying to the point was changed.', '飞向目标点的方式有变。', NOTHING),
    336019: because('The chosen height was above the limit and was lowered.', '所选高度超限，已自动调低。', NOTHING),
    336513: IN_ZONE,
    336514: because('The target is beyond the distance limit.', '目标点在限远之外。', MOVE_TARGET),
    336515: IN_ZONE,
    336516: because(
      'The target is above the height limit.',
      '目标点高于限高。',
      say('Choose a lower height or raise the limit of the aircraft.', '选低一点的高度，或调高飞行器限高。'),
    ),
    336517: because(
      'The target is below the lowest permitted height.',
      '目标点低于最低允许高度。',
      say('Choose a greater height.', '选高一点的高度。'),
    ),
  },
} satisfies Block
