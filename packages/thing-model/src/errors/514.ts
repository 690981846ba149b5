import {
  CHARGE,
  CHECK_CONTACTS,
  CLEAR_COVER,
  CLEAR_PAD,
  NOTHING,
  RECOVER_AIRCRAFT,
  RESTART_BOTH,
  RESTART_DOCK,
  RETRY,
  RETRY_OR_RESTART,
  RETRY_OR_SUPPORT,
  WAIT,
  WAIT_UNTIL_IDLE,
} from './actions.ts'
import { type Block, because, say } from './define.ts'

const WEATHER = say('Wait until the weather is back within limits.', '等天气回到允许范围内。')
const CHECK_NETWORK = say(
  'Check the network of the device and the public address of this server, then try again.',
  '检查设备网络和本服务器的公网地址，再试。',
)
const SLOW_SPIN = because(
  'The slow turn that folds the propellers went wrong.',
  '收桨用的慢转动作出了问题。',
  say('Check the propellers through the dock camera, then restart the dock.', '先用机场摄像头查看桨叶，再重启机场。'),
)
const NO_MAINTENANCE = because(
  'The battery is in good order and needs no maintenance.',
  '电池状态良好，用不着保养。',
  NOTHING,
)
const NO_RESTART = because('The device did not restart.', '设备没有重启。', RETRY_OR_SUPPORT)

export default {
  prefixes: [514],
  source: say('Dock hardware', '机场硬件'),
  fallback: say(
    'Look at the alarms and the cameras of the dock, then restart it.',
    '查看机场的告警和摄像头，再重启机场。',
  ),
  codes: {
    514100: because(
      'The dock does not run properly or does not know the command.',
      '机场运行不正常，或不认识该指令。',
      RESTART_DOCK,
    ),
    514101: because('The rods did not close around the aircraft.', '推杆没有在飞行器周围合拢。', CLEAR_PAD),
    514102: because('The rods did not open.', '推杆没有张开。', CLEAR_PAD),
    514103: because('The aircraft has less than 30 percent of charge.', '飞行器剩余电量不到 30%。', CHARGE),
    514104: because('Charging did not start.', '充电没有开始。', CHECK_CONTACTS),
    514105: because('Charging did not stop.', '充电没有停下。', RESTART_DOCK),
    514106: because('The dock lost control of the aircraft power.', '机场控制不了飞行器的电源。', RESTART_DOCK),
    514107: because('The cover did not open.', '舱盖没有打开。', CLEAR_COVER),
    514108: because('The cover did not close.', '舱盖没有关上。', CLEAR_COVER),
    514109: because('The aircraft did not switch on.', '飞行器没有开机。', CHECK_CONTACTS),
    514110: because('The aircraft did not switch off.', '飞行器没有关机。', RESTART_DOCK),
    514111: SLOW_SPIN,
    514112: SLOW_SPIN,
    514113: because('The rods have no electrical contact with the aircraft.', '推杆与飞行器没有接通。', CHECK_CONTACTS),
    514114: because('The dock cannot tell whether the aircraft is on.', '机场无法判断飞行器是否开机。', RESTART_DOCK),
    514116: because('The dock is still carrying out another command.', '机场还在执行上一条指令。', WAIT),
    514117: because(
      'The cover is neither fully open nor fully closed.',
      '舱盖停在半途，未开到位也未关到位。',
      CLEAR_COVER,
    ),
    514118: because('The rods are neither fully open nor fully closed.', '推杆停在半途，未张开也未合拢。', CLEAR_PAD),
    514120: because(
      'The radio link between dock and aircraft is gone.',
      '机场与飞行器之间的图传断了。',
      say('Restart the dock; pair dock and aircraft again if it stays away.', '重启机场；仍未恢复就重新对频。'),
    ),
    514121: because(
      'The emergency stop of the dock is pressed.',
      '机场急停按钮处于按下状态。',
      say('Have somebody on site find out why, and release it.', '请现场人员弄清原因，再松开按钮。'),
    ),
    514122: because('The dock cannot read how charging goes.', '机场读不到充电情况。', RESTART_DOCK),
    514123: because(
      'The battery is too empty to switch the aircraft on.',
      '电量太低，飞行器开不了机。',
      say('Start charging and wait some minutes.', '开始充电，等几分钟。'),
    ),
    514124: because('The battery does not report to the dock.', '电池没有向机场报告数据。', RESTART_DOCK),
    514125: because(
      'The battery is full enough: charging starts below 95 percent.',
      '电量已够高：低于 95% 才会开始充电。',
      NOTHING,
    ),
    514134: because('It rains too hard to fly.', '雨太大，不能飞行。', WEATHER),
    514135: because('The wind is too strong to fly.', '风太大，不能飞行。', WEATHER),
    514136: because(
      'The dock has lost its mains power.',
      '机场失去了市电。',
      say('Have the power supply checked and restored.', '请人检查并恢复供电。'),
    ),
    514137: because('It is colder than -20 C at the dock.', '机场外气温低于零下 20 摄氏度。', WEATHER),
    514138: because('The aircraft battery is under maintenance.', '飞行器电池的保养还没结束。', WAIT_UNTIL_IDLE),
    514139: NO_MAINTENANCE,
    514140: NO_MAINTENANCE,
    514141: because('The system of the dock has a fault.', '机场系统出了故障。', RESTART_DOCK),
    514142: because(
      'Before take-off the rods found no contact with the aircraft.',
      '起飞前推杆与飞行器没有接通。',
      CHECK_CONTACTS,
    ),
    514143: because('The rods are not where they should be.', '推杆不在应有的位置。', CLEAR_PAD),
    514144: because('The cover is not properly shut.', '舱盖没有关严。', CLEAR_COVER),
    514145: because(
      'Somebody works on the dock with a cable and a remote controller.',
      '有人正用遥控器接线调试机场。',
      say('Unplug the remote controller from the dock, then try again.', '拔掉机场与遥控器之间的数据线，再试。'),
    ),
    514146: because(
      'Remote debugging keeps the dock from flying.',
      '远程调试期间机场不能飞行。',
      say('End remote debugging, then send the task again.', '先退出远程调试，再派发任务。'),
    ),
    514147: because('A firmware update is under way.', '固件升级还没有完成。', WAIT_UNTIL_IDLE),
    514148: because(
      'The dock is on a mission, so it takes neither debugging nor another mission.',
      '机场有任务在身，既不能调试也不接新任务。',
      WAIT_UNTIL_IDLE,
    ),
    514149: because('A fault in the dock system forbids flying.', '机场系统故障，禁止飞行。', RESTART_DOCK),
    514150: because('The dock or aircraft is just restarting.', '机场或飞行器正在重启。', WAIT_UNTIL_IDLE),
    514151: because('A restart is refused during a firmware update.', '升级期间不允许重启。', WAIT),
    514153: because(
      'The dock is no longer in remote debugging.',
      '机场不再处于远程调试。',
      say('Enter remote debugging, then repeat the command.', '进入远程调试，再发送一次指令。'),
    ),
    514154: because('The temperature of the inner air outlet is not known.', '读不到内循环出风口的温度。', RETRY),
    514155: because(
      'The dock is empty: there is no aircraft to fly.',
      '机场是空的，没有可飞的飞行器。',
      RECOVER_AIRCRAFT,
    ),
    514156: because('The aircraft is somewhere outside its dock.', '飞行器在机场之外。', RECOVER_AIRCRAFT),
    514157: because(
      'The wireless charging coil was busy, so the aircraft did not switch on.',
      '无线充电线圈被占用，飞行器没有开机。',
      RESTART_DOCK,
    ),
    514158: because('The RTK of the dock does not work.', '机场的 RTK 不工作。', RESTART_DOCK),
    514159: because(
      'There is already an aircraft in the dock that is to be landed on.',
      '要降落的机场里已经有飞行器。',
      say('Remove that aircraft or choose another dock to land on.', '移走那架飞行器，或另选降落机场。'),
    ),
    514162: because(
      'Dock and aircraft do not connect.',
      '机场与飞行器接不上。',
      say('Close the cover; restart the dock if it does not help.', '关上舱盖；不行就重启机场。'),
    ),
    514163: because(
      'The battery is faulty or not fully inserted.',
      '电池有故障，或没有插到底。',
      say('Press the battery in until it clicks, then restart the aircraft.', '把电池按到卡住为止，再重启飞行器。'),
    ),
    514164: NO_RESTART,
    514165: NO_RESTART,
    514168: because(
      'The dock was never calibrated at this place.',
      '机场在此处还没做过标定。',
      say('Calibrate it on site with a remote controller.', '到现场用遥控器完成标定。'),
    ),
    514170: because('The dock is still booting.', '机场系统还在启动。', WAIT),
    514171: because(
      'The dock did not understand the parameters of the command.',
      '机场看不懂指令的参数。',
      say('Check the values; look at the deviations page if they are right.', '检查参数；若无误，请查看“偏差”页面。'),
    ),
    514172: because(
      'The aircraft cannot be switched off because its Bluetooth is not connected.',
      '飞行器蓝牙没有连上，关不了机。',
      RESTART_BOTH,
    ),
    514173: because(
      'Below 5 C with moderate rain or more, ice may form on the propellers.',
      '气温低于 5 摄氏度且有中雨以上，桨叶可能结冰。',
      WEATHER,
    ),
    514174: because(
      'Charging needs a closed cover, and it is not closed.',
      '舱盖没关好，不能充电。',
      say('Close the cover, then start charging again.', '关好舱盖，再重新充电。'),
    ),
    514180: because('Cooling or heating did not switch off.', '制冷或制热没有停下。', RETRY_OR_RESTART),
    514181: because('Cooling did not switch on.', '制冷没有启动。', RETRY_OR_RESTART),
    514182: because('Heating did not switch on.', '制热没有启动。', RETRY_OR_RESTART),
    514183: because('Drying did not switch on.', '除湿没有启动。', RETRY_OR_RESTART),
    514184: because('Below 0 C the dock does not cool.', '零度以下机场不会制冷。', NOTHING),
    514185: because('Above 45 C the dock does not heat.', '45 摄氏度以上机场不会制热。', NOTHING),
    514300: because('The gateway failed to handle the request.', '网关没能处理请求。', CHECK_NETWORK),
    514301: because('The other side did not answer in time.', '对方没有及时应答，连接已断。', CHECK_NETWORK),
    514302: because(
      'The TLS certificate was not accepted.',
      'TLS 证书不被接受。',
      say(
        'Check the name, dates and issuer of the certificate, and the clock of the device.',
        '检查证书的域名、有效期和签发者，以及设备时钟。',
      ),
    ),
    514303: because('The network dropped the connection.', '网络中断了连接。', CHECK_NETWORK),
    514304: because(
      'The other side refused the connection.',
      '对方拒绝了连接。',
      say('Check the address, the port and the credentials.', '检查地址、端口和凭据。'),
    ),
  },
} satisfies Block
