/** Codes that a cloud puts into the envelope of an HTTP answer, with the numbers of DJI's demo. */
import { RETRY, UPDATE_FIRMWARE } from './actions.ts'
import { type Block, because, say } from './define.ts'

const CORRECT_REQUEST = say('Correct the request and send it again.', '改正请求后重新发送。')
const CHECK_ONLINE = say(
  'Check in the device list that it is online, then try again.',
  '在设备列表中确认它在线，再试。',
)
const SIGN_IN = say('Sign in again.', '请重新登录。')
const CHECK_BINDING = say(
  'Check the organization id and the bind code in the device, then bind it again.',
  '核对设备里的组织 ID 和绑定码，再绑定一次。',
)
const CHECK_CREDENTIALS = say('Check the credentials of the device or API key.', '检查设备或 API 密钥的凭据。')

export default {
  prefixes: [200, 201, 210, 211, 212, 220, 299, 600],
  source: say('Cloud', '云端'),
  fallback: say('Look into the server log for the same moment.', '查看服务器在同一时刻的日志。'),
  codes: {
    [-1]: because(
      'The request failed.',
      '请求没有成功。',
      say('Read the message beside the code.', '请看与代码一同返回的说明。'),
    ),
    401: because(
      'The sign-in was refused: wrong name, password or kind of account.',
      '登录被拒：用户名、密码或账号类型不对。',
      say(
        'Check name and password; Pilot accounts do not open the console.',
        '检查用户名和密码；Pilot 账号不能登录控制台。',
      ),
    ),
    200001: because('A value of the request is not allowed.', '请求中有不允许的值。', CORRECT_REQUEST),
    201404: because('The server has no current data of the device.', '服务器没有该设备的最新数据。', CHECK_ONLINE),
    210001: because(
      'The device is not known here.',
      '本系统中没有这台设备。',
      say('Add and bind the device first.', '请先添加并绑定该设备。'),
    ),
    210002: because('A parameter for the device is not valid.', '发给设备的参数无效。', CORRECT_REQUEST),
    210003: because(
      'This type of device cannot do it.',
      '这类设备没有此功能。',
      say('Choose another device.', '请另选设备。'),
    ),
    210004: because('The firmware of the device is too old for it.', '设备固件太旧，不支持此功能。', UPDATE_FIRMWARE),
    210005: because('The device does not have this property.', '设备没有这个属性。', CORRECT_REQUEST),
    210230: because('The organization could not be found.', '找不到该组织。', CHECK_BINDING),
    210231: because('The device could not be bound.', '设备没有绑定成功。', CHECK_BINDING),
    210232: because(
      'The device belongs to another workspace.',
      '设备属于另一个工作区。',
      say('Have it unbound there first.', '请先在原工作区解绑。'),
    ),
    210233: because('The binding of the device could not be looked up.', '查不到设备的绑定状态。', RETRY),
    211001: because('The message could not be sent by MQTT.', 'MQTT 消息没有发出去。', CHECK_ONLINE),
    212001: because(
      'The browser could not be notified.',
      '没能通知到浏览器。',
      say('Reload the page.', '请刷新页面。'),
    ),
    212015: because(
      'The device is offline.',
      '设备不在线。',
      say(
        'Check its power and network; it takes commands once it is online.',
        '检查设备的电源和网络，上线后即可接收指令。',
      ),
    ),
    220001: because('A value is outside its range.', '有值超出范围。', CORRECT_REQUEST),
    299999: because('The server met an unknown fault.', '服务器遇到未知故障。', RETRY),
    600100: because('The secret is wrong.', '密钥不对。', CHECK_CREDENTIALS),
    600101: because('The request carries no token.', '请求没有携带令牌。', SIGN_IN),
    600102: because('The session has ended.', '会话已过期。', SIGN_IN),
    600103: because('The token is not valid.', '令牌无效。', SIGN_IN),
    600104: because('The signature is wrong.', '签名不对。', CHECK_CREDENTIALS),
    600500: because('The server failed.', '服务器出错。', RETRY),
  },
} satisfies Block
