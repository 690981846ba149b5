/**
 * Which equipment an alarm code is about, by its leading digits. The reference does not document the digits; this is
 * read off the codes that devices send. It words an alarm for people, and no decision may rest on it.
 */
import { type Bilingual, say } from './errors/define.ts'

const AIRCRAFT: Readonly<Record<string, Bilingual>> = {
  '11': say('Power supply', '供电'),
  '1102': say('Battery', '电池'),
  '110B': say('Battery', '电池'),
  '12': say('Battery station', '电池箱'),
  '1204': say('Dock position', '机场定位'),
  '14': say('Payload', '负载'),
  '15': say('Radar', '雷达'),
  '16': say('Flight controller', '飞控'),
  '1602': say('Inertial sensors', '惯性测量单元'),
  '1603': say('Inertial sensors', '惯性测量单元'),
  '1604': say('Barometer', '气压计'),
  '1605': say('Satellite positioning', '卫星定位'),
  '1606': say('Compass', '指南针'),
  '1607': say('RTK', 'RTK'),
  '1608': say('Motors', '动力系统'),
  '1609': say('Battery', '电池'),
  '160A': say('Safety equipment', '安全设备'),
  '17': say('Radio link', '图传链路'),
  '1720': say('Winch', '空吊系统'),
  '1721': say('Parachute', '降落伞'),
  '19': say('Avionics', '航电系统'),
  '1910': say('Live stream', '直播'),
  '1A': say('Vision system', '视觉系统'),
  '1B': say('Navigation', '导航'),
  '1B04': say('AI Spot-Check', '精准复拍'),
  '1B08': say('Remote ID', '远程识别'),
  '1C': say('Camera', '相机'),
  '1D': say('Gimbal', '云台'),
  '1E': say('Payload', '负载'),
  '1E01': say('Speaker', '喊话器'),
  '1F': say('4G transmission', '4G 图传'),
  '20': say('Flight notice', '飞行提示'),
}
/** A dock's own: codes 0x1911..., told apart by the third byte. */
const DOCK: Readonly<Record<string, Bilingual>> = {
  '1204': say('Dock position', '机场定位'),
  '16': say('Weather', '天气'),
  '17': say('Radio link', '图传链路'),
  '19': say('Dock', '机场'),
  '1910': say('Dock camera', '机场摄像头'),
  '191100': say('Dock cover', '机场舱盖'),
  '191104': say('Driving rods', '机场推杆'),
  '191108': say('Backup battery', '备用电池'),
  '19110C': say('Dock camera', '机场摄像头'),
  '191114': say('Electrical cabinet', '电气柜'),
  '191118': say('Emergency stop', '急停按钮'),
  '19111D': say('Pairing', '对频'),
  '19112C': say('Temperature sensors', '温度传感器'),
  '191130': say('Vibration sensor', '振动传感器'),
  '191134': say('Aircraft charging', '飞行器充电'),
  '191138': say('Power supply', '供电'),
  '191139': say('Power supply', '供电'),
  '19113C': say('Wiring', '线路连接'),
  '19113D': say('Air conditioner', '空调'),
  '191140': say('Weather', '天气'),
  '191148': say('Rain gauge and accessories', '雨量计与外设'),
  '19114C': say('Water ingress', '进水检测'),
  '191150': say('Dock system', '机场系统'),
  '191160': say('Charging module', '充电模块'),
  '191170': say('Aircraft charging', '飞行器充电'),
  '191172': say('Aircraft power-on', '飞行器开机'),
  '191173': say('Aircraft power-off', '飞行器关机'),
  '191174': say('Charging coil', '充电线圈'),
}
const AIRCRAFT_ITSELF = say('Aircraft', '飞行器')
const DOCK_ITSELF = say('Dock', '机场')

/** Equipment of a code such as `0x19110013`; the device itself when its digits say nothing. */
export function equipmentOf(code: string, dock: boolean): Bilingual {
  if (!dock) return longest(AIRCRAFT, code) ?? AIRCRAFT_ITSELF
  return longest(DOCK, code) ?? longest(AIRCRAFT, code) ?? DOCK_ITSELF
}

function longest(table: Readonly<Record<string, Bilingual>>, code: string): Bilingual | undefined {
  for (const end of [8, 6, 4]) {
    const found = table[code.slice(2, end)]
    if (found) return found
  }
  return undefined
}
