/** Codes of the wayline engine. A mission's break_reason n is the same fault as code 321000 + n. */
import {
  CHARGE,
  CHECK_ROUTE,
  CHECK_RTK,
  CHECK_SKY,
  NOTHING,
  RETRY,
  RETRY_OR_RESTART,
  RETRY_OR_SUPPORT,
  START_OVER,
} from './actions.ts'
import { type Block, because, say } from './define.ts'

const LOWER_ROUTE = say('Lower the route or raise the height limit of the aircraft.', '调低航线，或调高飞行器的限高。')
const LEAVE_ZONE = say(
  'Move the route out of the zone, or apply for an unlocking licence and send it to the device.',
  '让航线避开该区域，或申请解禁证书并下发到设备。',
)
const DEPARTURE_FAILED = because(
  'The departure or approach route could not be flown.',
  '进出场航线未能飞完。',
  RETRY_OR_SUPPORT,
)
const NO_TAKE_OFF = because('The aircraft did not take off.', '飞行器没有起飞。', RETRY_OR_SUPPORT)

export default {
  prefixes: [321],
  source: say('Wayline flight', '航线飞行'),
  fallback: say(
    'Check the position and the alarms of the aircraft, and the route, then try again.',
    '检查飞行器位置、告警以及航线，再试。',
  ),
  codes: {
    321000: because('Something unexpected ended the route.', '航线因意外情况结束。', RETRY_OR_RESTART),
    321001: because('The aircraft does not know the mission it was told to fly.', '飞行器不认识要执行的任务。', RETRY),
    321002: because('The wayline engine met a rare internal fault.', '航线引擎遇到少见的内部故障。', RETRY_OR_SUPPORT),
    321004: because('The route file could not be loaded on the aircraft.', '飞行器加载不了该航线文件。', CHECK_ROUTE),
    321005: because('The breakpoint of the route is missing or unreadable.', '航线断点缺失或读不出来。', START_OVER),
    321006: because('The start or stop order had a wrong argument.', '启动或停止指令的参数不对。', RETRY),
    321007: because('Reading the route file took too long.', '读取航线文件用时过长。', RETRY),
    321257: because('The mission is already under way.', '任务已在飞行中。', NOTHING),
    321258: because(
      'The mission cannot be stopped in this phase.',
      '任务处于无法停止的阶段。',
      say(
        'Look where the aircraft is; call it home if it has to come back.',
        '先看飞行器所处阶段，需要撤回时让它返航。',
      ),
    ),
    321259: because(
      'The mission was not running, so there was nothing to stop.',
      '任务不在运行，没有可停止的内容。',
      NOTHING,
    ),
    321260: because(
      'The mission was not running, so there was nothing to pause.',
      '任务不在运行，没有可暂停的内容。',
      NOTHING,
    ),
    321261: because(
      'The aircraft is landing or coming home and takes no mission.',
      '飞行器正在降落或返航，不接受任务。',
      say('Let it land, then send the task again.', '等它落地后再派发任务。'),
    ),
    321262: because('Only a paused mission can be resumed.', '只有暂停中的任务可以恢复。', NOTHING),
    321513: because('The route is higher than the aircraft may fly.', '航线高度超出飞行器限高。', LOWER_ROUTE),
    321514: because(
      'The route starts or ends too far out, or in the margin of the distance limit.',
      '航线起点或终点太远，或落在限远的缓冲带里。',
      say('Shorten the route or raise the distance limit of the aircraft.', '缩短航线，或调大飞行器的限远。'),
    ),
    321515: because('The route crosses a restricted (GEO) zone.', '航线要经过限飞区。', LEAVE_ZONE),
    321516: because(
      'The aircraft came below its lowest permitted height, so the mission ended.',
      '飞行器低于允许的最低高度，任务结束。',
      say('Raise the route and check its height reference.', '抬高航线，并核对高度参考面。'),
    ),
    321517: because(
      'An obstacle stood in the way, so the mission ended.',
      '前方有障碍物，任务结束。',
      say('Do not resume: plan the route around or above the obstacle first.', '不要续飞，先让航线绕开或高过障碍物。'),
    ),
    321518: because('RTK became too poor during the flight.', '飞行中 RTK 质量变差。', CHECK_RTK),
    321519: because(
      'The aircraft came near a zone border or its distance limit and turned home.',
      '飞行器离区域边界或限远太近，转为返航。',
      LEAVE_ZONE,
    ),
    321521: because(
      'The height is above what the zone at the dock allows.',
      '高度超出机场所在区域的限高。',
      LOWER_ROUTE,
    ),
    321522: because('The order to take off was refused.', '起飞请求遭到拒绝。', RETRY_OR_SUPPORT),
    321523: NO_TAKE_OFF,
    321524: because(
      'The aircraft was not fit for take-off, perhaps without a position or in a wrong flight mode.',
      '飞行器不具备起飞条件，可能没有定位或挡位不对。',
      say('Look at its alarms, its position and the mode switch of the controller.', '查看其告警、定位和遥控器挡位。'),
    ),
    321526: because('The search for an RTK fix could not be started.', '未能启动 RTK 收敛。', CHECK_RTK),
    321527: because('The search for an RTK fix failed.', 'RTK 收敛没有成功。', CHECK_RTK),
    321528: because(
      'The aircraft came to the border of a custom flight area and waits there.',
      '飞行器来到自定义飞行区的边缘，停在原地。',
      say('Change the route or the area, or call the aircraft home.', '修改航线或飞行区，或让飞行器返航。'),
    ),
    321529: because(
      'The target lies in an obstacle or a zone, so the aircraft stopped.',
      '目标点处于障碍物或禁飞区中，飞行器停下。',
      say('Plan the route around it, or call the aircraft home.', '重新规划绕行航线，或让飞行器返航。'),
    ),
    321530: because(
      'The aircraft found no way along the route and stopped.',
      '飞行器规划不出可飞的轨迹，停在途中。',
      say(
        'Look at the live view, then resume the mission or call the aircraft home.',
        '查看直播画面，再恢复任务或让飞行器返航。',
      ),
    ),
    321531: DEPARTURE_FAILED,
    321532: DEPARTURE_FAILED,
    321533: DEPARTURE_FAILED,
    321769: because('The satellite signal is too weak for a mission.', '卫星信号太弱，不足以执行任务。', CHECK_SKY),
    321770: because(
      'The flight mode switch is not in normal position.',
      '飞行挡位不在普通挡。',
      say(
        'Set the remote controller to N mode or switch it off, then restart the dock.',
        '把遥控器拨到 N 挡或关机，再重启机场。',
      ),
    ),
    321771: because('The aircraft has no home point yet.', '飞行器尚未记录返航点。', CHECK_SKY),
    321772: because(
      'The battery has less than the 30 percent that are needed to start.',
      '电量低于起飞所需的 30%。',
      CHARGE,
    ),
    321773: because(
      'The battery ran low, so the aircraft broke off and came home.',
      '电量变低，飞行器中断任务返航。',
      say('Charge it, then resume from the breakpoint; shorten long routes.', '充电后从断点继续；航线过长时请缩短。'),
    ),
    321775: because(
      'Contact with the aircraft was lost on the route.',
      '在航线途中与飞行器失去联系。',
      say(
        'Watch for its return; look for radio shadow along the route before the next flight.',
        '留意它是否返航；下次飞行前检查航线上有无信号遮挡。',
      ),
    ),
    321776: because('RTK was not ready when the mission was to start.', '任务开始时 RTK 未就绪。', CHECK_RTK),
    321777: because('The aircraft was not hovering still.', '飞行器没有稳定悬停。', RETRY),
    321778: because(
      'Controller B has already started the propellers on the ground.',
      'B 控已在地面启动桨叶。',
      say('Have the pilot stop the motors, then send the task again.', '请飞手停桨，再派发任务。'),
    ),
    321779: because(
      'Terrain follow lost its view: too bright, too dark or uneven light.',
      '仿地飞行时视觉失效：光线过亮、过暗或明暗不均。',
      say('Fly in better light or follow a terrain model instead.', '换光线较好的时段，或改用地形数据仿地。'),
    ),
    321780: because(
      'The height for terrain follow is not between 30 and 200 m.',
      '仿地高度不在 30 至 200 米之间。',
      CHECK_ROUTE,
    ),
    321781: because('Terrain follow could not compute its map.', '仿地飞行未能算出地形图。', RETRY_OR_SUPPORT),
    321784: because(
      'The wind was too strong, so the aircraft came home.',
      '风力过强，飞行器中途返航。',
      say('Wait for calmer weather, then resume from the breakpoint.', '等风变小，再从断点继续。'),
    ),
    321788: because(
      'Radio interference made the aircraft come home.',
      '受无线电干扰，飞行器中途返航。',
      say(
        'Look for transmitters near the route, then resume from the breakpoint.',
        '排查航线附近的干扰源，再从断点继续。',
      ),
    ),
  },
} satisfies Block
