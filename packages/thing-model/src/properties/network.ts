import { AIRCRAFT } from '../aircraft.ts'
import { DOCKS, defineProperties, REMOTE_CONTROLLERS } from '../define.ts'
import { Bool, Float, IntEnum, Integer, List, SerialNumber, Struct, Text } from '../schema.ts'

const Bars = (title: string, description?: string) => Integer({ title, description, minimum: 0, maximum: 5 })
const Connected = (title: string) => IntEnum({ 0: 'Not connected', 1: 'Connected' }, { title })
const Operator = IntEnum(
  { 0: 'Unknown', 1: 'China Mobile', 2: 'China Unicom', 3: 'China Telecom' },
  { title: 'Operator' },
)
const Iccid = Text({ title: 'ICCID' })

const dongles = (activation: Readonly<Record<number, string>>) =>
  List(
    Struct({
      imei: Text({ title: 'IMEI' }),
      dongle_type: IntEnum({ 6: 'Without eSIM', 10: 'With eSIM' }, { title: 'Kind' }),
      eid: Text({ title: 'EID', description: 'Identifies the eSIM when a plan is bought.' }),
      esim_activate_state: IntEnum(activation, { title: 'eSIM' }),
      sim_card_state: IntEnum({ 0: 'None', 1: 'Inserted' }, { title: 'SIM card' }),
      sim_slot: IntEnum({ 0: 'Unknown', 1: 'SIM card', 2: 'eSIM' }, { title: 'In use' }),
      esim_infos: List(Struct({ telecom_operator: Operator, enabled: Bool({ title: 'In use' }), iccid: Iccid }), {
        title: 'eSIM profiles',
      }),
      sim_info: Struct(
        {
          telecom_operator: Operator,
          sim_type: IntEnum({ 0: 'Unknown', 1: 'One network', 2: 'Three networks' }, { title: 'Kind' }),
          iccid: Iccid,
        },
        { title: 'SIM card' },
      ),
    }),
  )

/** Docks and their aircraft number the activation of an eSIM differently. */
const DOCK_SIDE = ['dock2', 'dock3', 'm3d', 'm4d'] as const
const DOCK_SIDE_DONGLES = dongles({ 0: 'Unknown', 1: 'Not activated', 2: 'Activated' })

export default defineProperties('network', 'Network and links', {
  network_state: {
    title: 'Network',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({
      type: IntEnum({ 1: '4G', 2: 'Ethernet' }, { title: 'Kind' }),
      quality: IntEnum({ 0: 'None', 1: 'Bad', 2: 'Poor', 3: 'Fair', 4: 'Good', 5: 'Very good' }, { title: 'Quality' }),
      rate: Float({ title: 'Rate', unit: 'KB/s' }),
    }),
  },
  wireless_link: {
    title: 'Video link',
    models: [...DOCKS, ...REMOTE_CONTROLLERS],
    access: 'r',
    push: 'osd',
    schema: Struct({
      dongle_number: Integer({ title: 'Dongles on the aircraft' }),
      '4g_link_state': Connected('4G'),
      sdr_link_state: Connected('Radio'),
      link_workmode: IntEnum({ 0: 'Radio alone', 1: 'Radio and 4G' }, { title: 'Mode' }),
      sdr_quality: Bars('Radio quality'),
      '4g_quality': Bars('4G quality'),
      '4g_uav_quality': Bars('4G quality, aircraft', 'Between the aircraft and the 4G server.'),
      '4g_gnd_quality': Bars('4G quality, ground', 'Between the dock or remote controller and the 4G server.'),
      sdr_freq_band: Float({ title: 'Radio band', unit: 'GHz' }),
      '4g_freq_band': Float({ title: '4G band', unit: 'GHz' }),
    }),
  },
  wireless_link_topo: {
    title: 'Paired devices',
    models: ['dock2', 'dock3', 'm3d', 'm4d'],
    access: 'r',
    push: 'state',
    schema: Struct({
      secret_code: List(Integer(), {
        title: 'Encryption code',
        description: '28 bytes of the radio link, asked for in missions between two docks. Keep them confidential.',
      }),
      center_node: Struct({ sdr_id: Integer({ title: 'Radio id' }), sn: SerialNumber() }, { title: 'Aircraft' }),
      leaf_nodes: List(
        Struct({
          sdr_id: Integer({ title: 'Radio id' }),
          sn: SerialNumber(),
          control_source_index: Integer({ title: 'Place as control source', minimum: 1, maximum: 2 }),
        }),
        { title: 'Docks and remote controllers' },
      ),
    }),
  },
  best_link_gateway: {
    title: 'Gateway with the best link',
    models: ['m3d', 'm4d'],
    access: 'r',
    push: 'state',
    schema: Text({ description: 'Serial number; commands to an aircraft paired with two docks go there.' }),
  },
  drc_state: {
    title: 'DRC link',
    models: [...DOCKS, 'dji-rc-plus-2', 'rc-pro'],
    access: 'r',
    push: 'osd',
    schema: IntEnum({ 0: 'Not connected', 1: 'Connecting', 2: 'Connected' }),
  },
  dongle_infos: {
    title: '4G dongles',
    models: ['dock2', 'dock3', ...REMOTE_CONTROLLERS, ...AIRCRAFT.filter(model => model !== 'm30')],
    access: 'r',
    push: 'state',
    schema: dongles({ 0: 'Not activated', 1: 'Activated' }),
    variants: Object.fromEntries(DOCK_SIDE.map(model => [model, { schema: DOCK_SIDE_DONGLES }])),
  },
})
