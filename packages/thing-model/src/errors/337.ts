import { MOVE_TARGET, RETRY, RETRY_OR_SUPPORT, UPDATE_FIRMWARE } from './actions.ts'
import { type Block, because, say } from './define.ts'

const AT_ZONE = because(
  'The aircraft stands at the border of a restricted zone.',
  '飞行器已到禁飞区边界。',
  MOVE_TARGET,
)
const LOOK_AROUND = say(
  'Look around by the live view, then fly on by hand or choose another target.',
  '用直播画面观察四周，再手动飞行或另选目标。',
)

export default {
  prefixes: [337],
  source: say('Flight to a point', '指点飞行'),
  fallback: MOVE_TARGET,
  codes: {
    337025: because(
      'The aircraft cannot take off.',
      '飞行器目前不能起飞。',
      say('Look at its alarms and clear them first.', '查看并先消除飞行器告警。'),
    ),
    337026: because('The target is not valid.', '目标点无效。', MOVE_TARGET),
    337027: because(
      'The chosen speed is not valid.',
      '所选速度无效。',
      say('Choose a lower speed.', '选小一点的速度。'),
    ),
    337028: because('The firmware of the aircraft does not support this.', '飞行器固件不支持此功能。', UPDATE_FIRMWARE),
    337029: because('The aircraft is occupied with something else.', '飞行器正忙于别的动作。', RETRY),
    337030: because(
      'The safe take-off height is too low.',
      '安全起飞高度偏低。',
      say('Raise it above everything around the dock.', '把它调到高过机场周围的障碍物。'),
    ),
    337537: AT_ZONE,
    337538: because('The aircraft is at its distance limit.', '飞行器已到限远处。', MOVE_TARGET),
    337539: AT_ZONE,
    337540: because(
      'The aircraft is at its height limit or that of the zone.',
      '飞行器已到自身或区域的限高。',
      say('Choose a lower target.', '选低一点的目标。'),
    ),
    337541: because(
      'The aircraft is at its lowest permitted height.',
      '飞行器已到最低允许高度。',
      say('Choose a higher target.', '选高一点的目标。'),
    ),
    337542: because('Take-off did not succeed.', '起飞没有成功。', RETRY_OR_SUPPORT),
    337543: because('Something may stand where the target is.', '目标位置可能有东西挡着。', LOOK_AROUND),
    337544: because('Something stands in the way.', '前方有东西挡着。', LOOK_AROUND),
    337545: because('The path to the target could not be computed.', '算不出通往目标的路径。', RETRY),
    337546: because(
      'The aircraft is at the border of a custom flight area.',
      '飞行器到了自定义飞行区的边缘。',
      MOVE_TARGET,
    ),
  },
} satisfies Block
