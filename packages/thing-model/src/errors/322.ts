/** Codes of the wayline engine about users and about the content of a route. As 321: break_reason + 321000. */
import { CHECK_ROUTE, RETRY_OR_SUPPORT, START_OVER } from './actions.ts'
import { type Block, because, say } from './define.ts'

/** The route holds a value that the aircraft does not fly. */
const badRoute = (en: string, zh: string) => because(`The route has ${en}.`, `航线中${zh}。`, CHECK_ROUTE)
/** The breakpoint holds a value that does not fit the route. */
const badBreakpoint = (en: string, zh: string) => because(`The breakpoint has ${en}.`, `断点信息中${zh}。`, START_OVER)
const UNKNOWN_ACTION = badRoute('an action that the aircraft does not know', '有飞行器不认识的动作')

export default {
  prefixes: [322],
  source: say('Wayline flight', '航线飞行'),
  fallback: CHECK_ROUTE,
  codes: {
    322281: because(
      'The mission was ended by a user or by a fault during the flight.',
      '任务在飞行中被用户结束，或因故障结束。',
      say(
        'See in the audit log who ended it; start again from the breakpoint if wanted.',
        '在审计日志中查看是谁结束的；需要时从断点继续。',
      ),
    ),
    322282: because(
      'Somebody took over control during the mission.',
      '任务途中有人接管了控制。',
      say('Agree with the pilot; resume the mission when control is back.', '与接管者协调，控制权交回后再恢复任务。'),
    ),
    322283: because(
      'A user called the aircraft home during the mission.',
      '任务途中有用户让飞行器返航。',
      say('Start again from the breakpoint if the rest is still needed.', '若仍需余下部分，从断点继续。'),
    ),
    322539: badBreakpoint('a wrong start position', '起始位置有误'),
    322540: badRoute('a coordinate system that is not supported', '坐标系不受支持'),
    322541: badRoute('a height mode that is not supported', '高度模式不受支持'),
    322542: badRoute('a way to the first waypoint that is not supported', '飞向首航点的方式不受支持'),
    322543: badRoute('a heading mode that is not supported', '偏航模式不受支持'),
    322544: badRoute('a turning direction that is not supported', '偏航转动方向不受支持'),
    322545: badRoute('a waypoint type that is not supported', '航点类型不受支持'),
    322546: badRoute('a coordinated turn at its first or last waypoint', '首航点或末航点用了协调转弯'),
    322547: badRoute('a general speed out of range', '全局速度超限'),
    322548: badRoute('too few or too many waypoints', '航点数量过少或过多'),
    322549: badRoute('a waypoint with an impossible position', '有航点的经纬度不合理'),
    322550: badRoute('a turn that does not fit between its waypoints', '转弯截距与航点间距不符'),
    322551: badRoute('a leg whose top speed is out of range', '某航段最大速度超限'),
    322552: badRoute('a leg whose target speed is out of range', '某航段目标速度超限'),
    322553: badRoute('a heading angle out of range', '偏航角超限'),
    322555: badBreakpoint('the id of another mission', '任务 ID 不符'),
    322556: badBreakpoint('a wrong progress', '进度值有误'),
    322557: badBreakpoint('a state that cannot be resumed', '任务状态无法续飞'),
    322558: badBreakpoint('a waypoint that the route does not have', '航点序号不存在'),
    322559: badBreakpoint('a wrong position', '经纬度有误'),
    322560: badBreakpoint('a wrong heading', '偏航角有误'),
    322561: badBreakpoint('a wrong flag', '标志位有误'),
    322563: because(
      'The aircraft could not compute its path, perhaps because it cannot see well.',
      '飞行器算不出飞行轨迹，可能是视觉看不清。',
      say(
        'Clean the vision sensors and restart the aircraft; export the logs for DJI support if it repeats.',
        '擦净视觉镜头并重启飞行器；反复出现就导出日志交给大疆技术支持。',
      ),
    ),
    322564: because('The aircraft could not go on along its path.', '飞行器没能继续沿轨迹飞行。', RETRY_OR_SUPPORT),
    322565: because(
      'The aircraft braked hard in front of an obstacle.',
      '飞行器在障碍物前紧急刹停。',
      say(
        'Look at the live view; plan the route around the obstacle before you go on.',
        '查看直播画面；绕开障碍物后再继续。',
      ),
    ),
    322588: UNKNOWN_ACTION,
    322595: badRoute('two actions with the same id', '有 ID 重复的动作'),
    322598: badRoute('an action with the reserved id 65535', '有动作用了保留 ID 65535'),
    322602: badRoute('too many action groups', '动作组过多'),
    322603: badRoute('an action group over waypoints that do not exist', '动作组的生效航点不存在'),
    322606: badBreakpoint('an action index out of range', '动作序号超限'),
    322608: badBreakpoint('a wrong trigger result', '触发器结果有误'),
    322609: badBreakpoint('an action group twice', '动作组 ID 出现两次'),
    322610: badBreakpoint('two action groups at one place', '两个动作组位置相同'),
    322611: badBreakpoint('an action group at a place out of range', '动作组位置超限'),
    322612: badBreakpoint('no entry for an action to resume', '缺少要续做的动作'),
    322613: badBreakpoint('an action marked as interrupted, which is not allowed', '有动作被改为中断，这不被允许'),
    322614: badBreakpoint('content that makes no sense', '内容前后矛盾'),
    322634: UNKNOWN_ACTION,
    322649: badRoute('a trigger that the aircraft does not know', '有飞行器不认识的触发器'),
  },
} satisfies Block
