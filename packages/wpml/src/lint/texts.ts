/** What the linter says, by code: how serious, what is wrong, what to do. Values stand in braces. */
export const LOCALES = ['en', 'zh-CN'] as const
export type Locale = (typeof LOCALES)[number]

interface Text {
  severity: 'error' | 'warning' | 'info'
  en: readonly [message: string, remedy: string]
  'zh-CN': readonly [message: string, remedy: string]
}
const text = <T extends Record<string, Text>>(texts: T): Readonly<Record<keyof T, Text>> => texts

export const TEXTS = text({
  // The archive and its documents
  'file.folder': {
    severity: 'warning',
    en: [
      'The documents lie in "{folder}" instead of "wpmz/".',
      'Save the file again with the folder "wpmz/": aircraft look there.',
    ],
    'zh-CN': ['文件位于“{folder}”，而不是“wpmz/”。', '请改用“wpmz/”目录重新保存，飞行器只在该目录中查找。'],
  },
  'file.waylines-missing': {
    severity: 'error',
    en: ['There is no waylines.wpml, so there is nothing to fly.', 'Generate the waylines from the template.'],
    'zh-CN': ['缺少 waylines.wpml，没有可执行的航线。', '请由模板生成航线。'],
  },
  'file.template-missing': {
    severity: 'warning',
    en: [
      'There is no template.kml: the route can be flown but not edited in Pilot 2.',
      'Keep the template with the file if you have it.',
    ],
    'zh-CN': ['缺少 template.kml：航线可以执行，但无法在 Pilot 2 中编辑。', '如有模板，请一并打包。'],
  },
  'file.author': {
    severity: 'info',
    en: ['The author is not named.', 'Name one to know later where the file came from.'],
    'zh-CN': ['未填写作者。', '填写作者便于日后追溯来源。'],
  },
  'file.create-time': {
    severity: 'info',
    en: ['The time of creation is missing or 0.', 'Save the file again to set it.'],
    'zh-CN': ['创建时间缺失或为 0。', '重新保存文件即可写入。'],
  },
  'file.resource': {
    severity: 'error',
    en: ['The action needs the file "{path}", which is not in the archive.', 'Add the file or remove the action.'],
    'zh-CN': ['动作需要文件“{path}”，但压缩包中没有。', '请添加该文件或删除此动作。'],
  },
  'namespace.missing': {
    severity: 'error',
    en: ['The document declares no WPML namespace.', 'Save it again; version 1.0.6 suits all current aircraft.'],
    'zh-CN': ['文档未声明 WPML 命名空间。', '请重新保存；1.0.6 版适用于所有现行机型。'],
  },
  'namespace.newer': {
    severity: 'info',
    en: ['The WPML version {version} is newer than those this check knows.', 'Unknown elements are kept as they are.'],
    'zh-CN': ['WPML 版本 {version} 比本检查所知的更新。', '未知元素会原样保留。'],
  },
  'namespace.consumer': {
    severity: 'warning',
    en: [
      'The file was made by an app for consumer aircraft ({uri}).',
      'Save it with the namespace http://www.dji.com/wpmz/1.0.6 before a dock flies it.',
    ],
    'zh-CN': [
      '该文件由消费级飞行器应用生成（{uri}）。',
      '机场执行前，请改用命名空间 http://www.dji.com/wpmz/1.0.6 保存。',
    ],
  },
  'namespace.differs': {
    severity: 'warning',
    en: [
      'The template says WPML {template}, the waylines say {waylines}.',
      'Generate the waylines again so that both agree.',
    ],
    'zh-CN': ['模板为 WPML {template}，航线为 {waylines}。', '请重新生成航线，使两者一致。'],
  },
  'document.no-folder': {
    severity: 'error',
    en: ['The document has no Folder: no route at all.', 'Draw a route, or generate the waylines again.'],
    'zh-CN': ['文档没有 Folder，即没有任何航线。', '请绘制航线或重新生成。'],
  },

  // Elements
  'element.missing': {
    severity: 'error',
    en: ['{element} is missing.', 'Set "{title}".'],
    'zh-CN': ['缺少 {element}。', '请设置 {element}。'],
  },
  'element.invalid': {
    severity: 'error',
    en: ['{element} has the value "{value}", which is not of its type.', 'Give it a proper value.'],
    'zh-CN': ['{element} 的值“{value}”类型不正确。', '请填写正确的值。'],
  },
  'element.duplicate': {
    severity: 'warning',
    en: ['{element} stands there more than once; the first counts.', 'Remove the others.'],
    'zh-CN': ['{element} 重复出现，以第一个为准。', '请删除多余的元素。'],
  },
  'element.unknown': {
    severity: 'info',
    en: ['{element} is not a known element here. It is kept.', 'Nothing, if a newer app wrote it.'],
    'zh-CN': ['{element} 在此处不是已知元素，将原样保留。', '若由更新的应用写入，无需处理。'],
  },
  'element.misplaced': {
    severity: 'warning',
    en: ['{element} does not belong to this kind of route.', 'Remove it; it has no effect.'],
    'zh-CN': ['{element} 不属于此类航线。', '请删除，它不起作用。'],
  },
  'element.unsupported': {
    severity: 'info',
    en: ['{aircraft} does not know {element}.', 'Remove it, or fly the route with an aircraft that does.'],
    'zh-CN': ['{aircraft} 不支持 {element}。', '请删除，或改用支持的机型。'],
  },
  'element.range': {
    severity: 'error',
    en: ['{element} is {value}, outside {minimum} to {maximum}.', 'Choose a value within the range.'],
    'zh-CN': ['{element} 为 {value}，超出范围 {minimum} 至 {maximum}。', '请选择范围内的值。'],
  },
  'element.whole': {
    severity: 'warning',
    en: ['{element} is {value}; it should be a whole number.', 'Round it.'],
    'zh-CN': ['{element} 为 {value}，应为整数。', '请取整。'],
  },
  'element.choice': {
    severity: 'error',
    en: ['{element} is "{value}"; it can be {choices}.', 'Choose one of these.'],
    'zh-CN': ['{element} 为“{value}”，可选值为 {choices}。', '请从中选择。'],
  },
  'coordinates.range': {
    severity: 'error',
    en: [
      'Longitude {longitude}, latitude {latitude} is not a place on earth.',
      'Check the order: longitude first in KML, latitude first in points of interest.',
    ],
    'zh-CN': ['经度 {longitude}、纬度 {latitude} 不是有效位置。', '请检查顺序：KML 坐标经度在前，兴趣点纬度在前。'],
  },
  'coordinates.zero': {
    severity: 'error',
    en: ['The place is 0, 0, in the Atlantic.', 'Set the place.'],
    'zh-CN': ['位置为 0, 0（大西洋中）。', '请设置位置。'],
  },
  'coordinates.far': {
    severity: 'warning',
    en: ['The waypoint is {distance} km from the one before.', 'Check the place.'],
    'zh-CN': ['该航点距前一航点 {distance} 公里。', '请检查位置。'],
  },

  // Aircraft, payload, mission
  'aircraft.unknown': {
    severity: 'info',
    en: [
      'The aircraft {type}-{sub_type} is newer than this check; its limits are not known.',
      'Check speeds, gimbal and battery yourself.',
    ],
    'zh-CN': ['机型 {type}-{sub_type} 比本检查更新，其限制未知。', '请自行检查速度、云台与电量。'],
  },
  'aircraft.mismatch': {
    severity: 'error',
    en: [
      'The file is made for {file}, but {aircraft} would fly it.',
      'Convert the route for the aircraft, or choose another.',
    ],
    'zh-CN': ['文件适用于 {file}，但将由 {aircraft} 执行。', '请转换航线或更换飞行器。'],
  },
  'payload.missing': {
    severity: 'warning',
    en: ['The file names no payload.', 'Name the camera that takes the photos.'],
    'zh-CN': ['文件未指定负载。', '请指定拍摄所用相机。'],
  },
  'payload.mismatch': {
    severity: 'error',
    en: [
      'The file is made for the payload {file}; the aircraft carries {carried}.',
      'Choose the payload on board, or another aircraft.',
    ],
    'zh-CN': ['文件适用于负载 {file}，飞行器实际挂载 {carried}。', '请选择实际负载或更换飞行器。'],
  },
  'mission.dock-height': {
    severity: 'error',
    en: ['The safe take-off height is {height} m; from a dock it must be at least 8 m.', 'Raise it.'],
    'zh-CN': ['安全起飞高度为 {height} 米；机场场景不得低于 8 米。', '请提高该高度。'],
  },
  'mission.dock-finish': {
    severity: 'error',
    en: ['At the end the aircraft would not return to its dock ({action}).', 'Set the finish action to goHome.'],
    'zh-CN': ['航线结束后飞行器不会返回机场（{action}）。', '请将结束动作设为 goHome。'],
  },
  'mission.dock-lost-link': {
    severity: 'warning',
    en: [
      'When the link is lost the aircraft would not return to its dock ({action}).',
      'Set the lost-link action to goBack.',
    ],
    'zh-CN': ['失联后飞行器不会返回机场（{action}）。', '请将失控动作设为 goBack。'],
  },
  'mission.goes-on': {
    severity: 'info',
    en: ['The aircraft goes on when the link is lost.', 'Make sure that your rules of flight allow it.'],
    'zh-CN': ['失联后飞行器将继续执行航线。', '请确认当地法规允许。'],
  },
  'mission.return-low': {
    severity: 'warning',
    en: [
      'The return height of {height} m is below the highest waypoint ({highest} m).',
      'Raise it above the route and the obstacles on the way home.',
    ],
    'zh-CN': ['返航高度 {height} 米低于最高航点（{highest} 米）。', '请提高到航线及返航途中障碍物之上。'],
  },

  // Templates and waylines
  'template.id-duplicate': {
    severity: 'error',
    en: ['The template id {id} is used twice.', 'Number the templates from 0.'],
    'zh-CN': ['模板 ID {id} 重复。', '请从 0 起依次编号。'],
  },
  'wayline.id-duplicate': {
    severity: 'error',
    en: ['The wayline id {id} is used twice.', 'Number the waylines from 0.'],
    'zh-CN': ['航线 ID {id} 重复。', '请从 0 起依次编号。'],
  },
  'wayline.template-unknown': {
    severity: 'warning',
    en: ['The wayline belongs to template {id}, which does not exist.', 'Generate the waylines again.'],
    'zh-CN': ['航线所属的模板 {id} 不存在。', '请重新生成航线。'],
  },
  'template.no-wayline': {
    severity: 'error',
    en: ['No wayline was generated from template {id}: it will not be flown.', 'Generate the waylines again.'],
    'zh-CN': ['模板 {id} 没有生成航线，不会被执行。', '请重新生成航线。'],
  },
  'waypoint.too-few': {
    severity: 'error',
    en: ['The route has {count} waypoint(s); it needs at least 2.', 'Add waypoints.'],
    'zh-CN': ['航线只有 {count} 个航点，至少需要 2 个。', '请添加航点。'],
  },
  'waypoint.index': {
    severity: 'error',
    en: [
      'The waypoint has the index {index}; here it must be {expected}.',
      'Number the waypoints from 0 without gaps.',
    ],
    'zh-CN': ['航点序号为 {index}，此处应为 {expected}。', '请从 0 起连续编号。'],
  },
  'waypoint.coincident': {
    severity: 'error',
    en: [
      'The waypoint is only {distance} m from the one before.',
      'Remove one of them, or move it at least 0.5 m away.',
    ],
    'zh-CN': ['该航点距前一航点仅 {distance} 米。', '请删除其一，或至少移开 0.5 米。'],
  },
  'turn.distance-zero': {
    severity: 'error',
    en: ['The turn begins before the point, but its distance is 0.', 'Set a turn distance above 0.'],
    'zh-CN': ['提前转弯的截距为 0。', '请设置大于 0 的转弯截距。'],
  },
  'turn.distance-sum': {
    severity: 'error',
    en: [
      'The turn distances at both ends of this segment add up to {sum} m; it is only {length} m long.',
      'Shorten the turn distances or move the waypoints apart.',
    ],
    'zh-CN': ['该航段两端转弯截距之和为 {sum} 米，而航段长仅 {length} 米。', '请减小转弯截距或拉开航点。'],
  },
  'turn.action-missed': {
    severity: 'warning',
    en: [
      '{action} is tied to a waypoint that the aircraft cuts: it happens {distance} m away.',
      'Stop at the waypoint, or fly through it.',
    ],
    'zh-CN': ['{action} 绑定在被切过的航点上，将在 {distance} 米之外执行。', '请改为到点停或过点不停。'],
  },

  // Heights
  'height.modes': {
    severity: 'error',
    en: [
      'The template counts heights as {template}, the wayline as {wayline}: these do not go together.',
      'Generate the waylines again.',
    ],
    'zh-CN': ['模板高度模式为 {template}，航线为 {wayline}，两者不匹配。', '请重新生成航线。'],
  },
  'height.follow-unsupported': {
    severity: 'error',
    en: ['{aircraft} cannot follow the surface in real time.', 'Use a terrain model or another height mode.'],
    'zh-CN': ['{aircraft} 不支持实时仿地。', '请使用地形数据或其他高度模式。'],
  },
  'height.low': {
    severity: 'warning',
    en: ['The waypoint is {height} m above take-off.', 'Make sure that nothing stands there.'],
    'zh-CN': ['航点高度仅为起飞点上方 {height} 米。', '请确认该处没有障碍物。'],
  },
  'height.limit': {
    severity: 'error',
    en: ['The waypoint is {height} m above take-off, over the limit of {limit} m.', 'Lower it.'],
    'zh-CN': ['航点高度为起飞点上方 {height} 米，超过限高 {limit} 米。', '请降低高度。'],
  },
  'height.geoid': {
    severity: 'error',
    en: [
      'Height above sea level ({height} m) and above the ellipsoid ({ellipsoid} m) are {difference} m apart; nowhere on earth they are.',
      'Convert one from the other with a geoid model.',
    ],
    'zh-CN': [
      '海拔高（{height} 米）与椭球高（{ellipsoid} 米）相差 {difference} 米，地球上不存在这样的差值。',
      '请用大地水准面模型换算。',
    ],
  },
  'height.geoid-skipped': {
    severity: 'warning',
    en: [
      'Heights above sea level and above the ellipsoid are all equal: the geoid was left out.',
      'Convert them with a geoid model, or the aircraft flies too high or too low.',
    ],
    'zh-CN': ['海拔高与椭球高完全相同：未做大地水准面换算。', '请用大地水准面模型换算，否则飞行高度会有偏差。'],
  },

  // Actions
  'action.range': {
    severity: 'error',
    en: ['The action group goes from waypoint {from} back to {to}.', 'Let it end where it begins or later.'],
    'zh-CN': ['动作组从航点 {from} 到 {to}，顺序颠倒。', '结束航点不得早于开始航点。'],
  },
  'action.outside': {
    severity: 'error',
    en: ['The action group reaches to waypoint {to}; the last one is {last}.', 'Let it end at an existing waypoint.'],
    'zh-CN': ['动作组延伸到航点 {to}，而最后一个航点为 {last}。', '请结束于存在的航点。'],
  },
  'action.elsewhere': {
    severity: 'warning',
    en: ['The action group stands at waypoint {at} but begins at {from}.', 'Move it to the waypoint where it begins.'],
    'zh-CN': ['动作组位于航点 {at}，但从航点 {from} 开始。', '请移到其开始的航点。'],
  },
  'action.group-id': {
    severity: 'error',
    en: ['The action group id {id} is used twice.', 'Give every group its own id.'],
    'zh-CN': ['动作组 ID {id} 重复。', '请为每个动作组使用唯一 ID。'],
  },
  'action.id': {
    severity: 'error',
    en: ['The action id {id} is used twice in its group.', 'Number the actions of the group from 0.'],
    'zh-CN': ['动作 ID {id} 在组内重复。', '请在组内从 0 起编号。'],
  },
  'action.none': {
    severity: 'warning',
    en: ['The action group has no action.', 'Remove it.'],
    'zh-CN': ['动作组没有动作。', '请删除。'],
  },
  'action.unknown': {
    severity: 'warning',
    en: ['The action "{action}" is not known.', 'Check that the aircraft knows it.'],
    'zh-CN': ['未知动作“{action}”。', '请确认飞行器支持。'],
  },
  'action.unsupported': {
    severity: 'error',
    en: ['{aircraft} cannot do {action}.', 'Remove the action.'],
    'zh-CN': ['{aircraft} 不支持动作 {action}。', '请删除此动作。'],
  },
  'action.retired': {
    severity: 'warning',
    en: ['{action} is no longer maintained.', 'Use {instead}.'],
    'zh-CN': ['{action} 已停止维护。', '请改用 {instead}。'],
  },
  'action.trigger': {
    severity: 'error',
    en: [
      '{action} and the trigger {trigger} do not go together.',
      'Use betweenAdjacentPoints for gimbalEvenlyRotate, and for nothing else.',
    ],
    'zh-CN': ['{action} 与触发器 {trigger} 不匹配。', 'gimbalEvenlyRotate 必须且只能配合 betweenAdjacentPoints。'],
  },
  'action.repeated': {
    severity: 'warning',
    en: ['{action} would be repeated every {every} {unit}.', 'Only photos are meant to be repeated.'],
    'zh-CN': ['{action} 将每 {every} {unit} 重复一次。', '只有拍照适合重复执行。'],
  },
  'action.overlap': {
    severity: 'warning',
    en: [
      'Two groups take photos at intervals between waypoints {from} and {to}.',
      'Let one end before the other begins.',
    ],
    'zh-CN': ['航点 {from} 至 {to} 之间有两个间隔拍照动作组。', '请让其中一个先结束。'],
  },
  'action.too-fast': {
    severity: 'warning',
    en: [
      'A photo every {interval} s is faster than the camera can ({minimum} s): photos will be missing.',
      'Fly slower or take fewer photos.',
    ],
    'zh-CN': ['每 {interval} 秒一张超过相机能力（{minimum} 秒），会漏拍。', '请降低速度或减少拍照。'],
  },
  'action.lens': {
    severity: 'error',
    en: ['The camera has no lens "{lens}".', 'Choose among {lenses}.'],
    'zh-CN': ['相机没有镜头“{lens}”。', '可选：{lenses}。'],
  },
  'action.payload': {
    severity: 'error',
    en: [
      'The action is for the payload at position {position}, which the file does not name.',
      'Choose a payload of the file.',
    ],
    'zh-CN': ['动作指向位置 {position} 的负载，但文件中未声明。', '请选择文件中的负载。'],
  },
  'action.zoom': {
    severity: 'warning',
    en: [
      'The focal length of {value} mm is outside what the lens has ({minimum} to {maximum} mm).',
      'Choose one within.',
    ],
    'zh-CN': ['焦距 {value} 毫米超出镜头范围（{minimum} 至 {maximum} 毫米）。', '请选择范围内的焦距。'],
  },
  'action.heading': {
    severity: 'error',
    en: [
      'The gimbal looks to {yaw} degrees, the aircraft to {heading}; on this aircraft they must agree.',
      'Set both to the same angle.',
    ],
    'zh-CN': ['云台偏航 {yaw} 度，机头 {heading} 度；该机型两者必须一致。', '请设为相同角度。'],
  },
  'action.recording': {
    severity: 'warning',
    en: [
      'The recording that begins here is never stopped, or is begun twice.',
      'Add stopRecord before the end or the next startRecord.',
    ],
    'zh-CN': ['此处开始的录像没有停止，或重复开始。', '请在结束或下次开始前添加 stopRecord。'],
  },
  'action.not-recording': {
    severity: 'warning',
    en: ['A recording is stopped that was never begun.', 'Add startRecord before, or remove this.'],
    'zh-CN': ['停止了未曾开始的录像。', '请先添加 startRecord 或删除此动作。'],
  },
  'action.bit-rate': {
    severity: 'error',
    en: ['The speaker plays 32 kbit/s only.', 'Convert the audio file and set the bit rate to 4.'],
    'zh-CN': ['喊话器仅支持 32 kbit/s。', '请转换音频并将比特率设为 4。'],
  },

  // Surveys
  'survey.corners': {
    severity: 'error',
    en: ['The area has {count} corner(s); it needs at least 3.', 'Draw the area.'],
    'zh-CN': ['测区只有 {count} 个角点，至少需要 3 个。', '请绘制测区。'],
  },
  'survey.crossing': {
    severity: 'error',
    en: ['The outline of the area crosses itself.', 'Draw it without crossings.'],
    'zh-CN': ['测区边界自相交。', '请重新绘制。'],
  },
  'survey.line': {
    severity: 'error',
    en: ['The line of the strip has {count} point(s); it needs at least 2.', 'Draw the line.'],
    'zh-CN': ['航带中心线只有 {count} 个点，至少需要 2 个。', '请绘制中心线。'],
  },
  'survey.overlap': {
    severity: 'error',
    en: ['Neither photo nor lidar overlaps are given.', 'Set them; 80 % along and 70 % across suit most maps.'],
    'zh-CN': ['未设置影像或激光重叠率。', '请设置；一般航向 80%、旁向 70%。'],
  },
  'survey.overlap-low': {
    severity: 'warning',
    en: ['An overlap of {value} % is too low for a seamless map.', 'Use at least 60 % along and 50 % across.'],
    'zh-CN': ['重叠率 {value}% 过低，难以无缝成图。', '航向至少 60%，旁向至少 50%。'],
  },

  // What it costs
  'battery.over': {
    severity: 'error',
    en: [
      'The flight takes {minutes} min, {share} % of what {aircraft} flies on a full battery.',
      'Split the route, fly faster, or plan a stop to change batteries.',
    ],
    'zh-CN': ['飞行需 {minutes} 分钟，为 {aircraft} 满电续航的 {share}%。', '请拆分航线、提高速度或安排换电。'],
  },
  'battery.much': {
    severity: 'warning',
    en: [
      'The flight takes {minutes} min, {share} % of what {aircraft} flies on a full battery without wind.',
      'Leave a reserve for wind and the way home.',
    ],
    'zh-CN': ['飞行需 {minutes} 分钟，为 {aircraft} 无风满电续航的 {share}%。', '请为风和返航预留电量。'],
  },

  // Template against waylines
  'contradiction.mission': {
    severity: 'warning',
    en: [
      '{element} is {template} in the template and {waylines} in the waylines; the aircraft does the latter.',
      'Generate the waylines again.',
    ],
    'zh-CN': ['{element} 在模板中为 {template}，在航线中为 {waylines}；飞行器按后者执行。', '请重新生成航线。'],
  },
  'contradiction.aircraft': {
    severity: 'error',
    en: [
      'The template is for the aircraft {template}, the waylines are for {waylines}.',
      'Generate the waylines again.',
    ],
    'zh-CN': ['模板机型为 {template}，航线机型为 {waylines}。', '请重新生成航线。'],
  },
  'contradiction.payload': {
    severity: 'error',
    en: [
      'The template is for the payload {template}, the waylines are for {waylines}.',
      'Generate the waylines again.',
    ],
    'zh-CN': ['模板负载为 {template}，航线负载为 {waylines}。', '请重新生成航线。'],
  },
  'contradiction.waypoints': {
    severity: 'error',
    en: ['The template has {template} waypoints, its waylines have {waylines}.', 'Generate the waylines again.'],
    'zh-CN': ['模板有 {template} 个航点，航线有 {waylines} 个。', '请重新生成航线。'],
  },
  'contradiction.place': {
    severity: 'error',
    en: ['The waypoint is {distance} m away from its place in the template.', 'Generate the waylines again.'],
    'zh-CN': ['航点与模板中的位置相距 {distance} 米。', '请重新生成航线。'],
  },
  'contradiction.height': {
    severity: 'error',
    en: ['The waypoint flies at {waylines} m; the template says {template} m.', 'Generate the waylines again.'],
    'zh-CN': ['航点执行高度为 {waylines} 米，模板为 {template} 米。', '请重新生成航线。'],
  },
  'contradiction.speed': {
    severity: 'warning',
    en: ['The waypoint flies at {waylines} m/s; the template says {template} m/s.', 'Generate the waylines again.'],
    'zh-CN': ['航点速度为 {waylines} 米/秒，模板为 {template} 米/秒。', '请重新生成航线。'],
  },
})
