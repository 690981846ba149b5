/** KMZ files in all the variants that are met in the field, made by our own code. */
import { rawZip } from './raw-zip.ts'

export const kml = (inside: string, namespace = 'http://www.dji.com/wpmz/1.0.6') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:wpml="${namespace}">
  <Document>
    ${inside}
  </Document>
</kml>
`
export const leaves = (values: Record<string, string | number>) =>
  Object.entries(values)
    .map(([name, value]) => `<wpml:${name}>${value}</wpml:${name}>`)
    .join('\n')

export const authorship = leaves({ author: 'Rookery', createTime: 1700000000000, updateTime: 1700000000000 })
export const mission = (changes: Record<string, string | number> = {}) =>
  `<wpml:missionConfig>${leaves({
    flyToWaylineMode: 'safely',
    finishAction: 'goHome',
    exitOnRCLost: 'executeLostAction',
    executeRCLostAction: 'goBack',
    takeOffSecurityHeight: 20,
    globalTransitionalSpeed: 10,
    globalRTHHeight: 100,
    ...changes,
  })}
  <wpml:droneInfo>${leaves({ droneEnumValue: 100, droneSubEnumValue: 1 })}</wpml:droneInfo>
  <wpml:payloadInfo>${leaves({ payloadEnumValue: 99, payloadPositionIndex: 0 })}</wpml:payloadInfo>
  </wpml:missionConfig>`

const place = (i: number) => `${(8.5 + i * 0.001).toFixed(6)},${(47.1 + (i % 2) * 0.001).toFixed(6)}`

export const photoAction = (group: number, at: number) => `<wpml:actionGroup>
  ${leaves({ actionGroupId: group, actionGroupStartIndex: at, actionGroupEndIndex: at, actionGroupMode: 'sequence' })}
  <wpml:actionTrigger><wpml:actionTriggerType>reachPoint</wpml:actionTriggerType></wpml:actionTrigger>
  <wpml:action><wpml:actionId>0</wpml:actionId><wpml:actionActuatorFunc>takePhoto</wpml:actionActuatorFunc>
  <wpml:actionActuatorFuncParam>${leaves({
    payloadPositionIndex: 0,
    fileSuffix: `p${at}`,
    payloadLensIndex: 'wide',
    useGlobalPayloadLensIndex: 0,
  })}</wpml:actionActuatorFuncParam></wpml:action>
</wpml:actionGroup>`

export const templateWaypoint = (i: number, coordinates = place(i)) => `<Placemark>
  <Point><coordinates>${coordinates}</coordinates></Point>
  ${leaves({
    index: i,
    useGlobalHeight: 0,
    ellipsoidHeight: 60,
    height: 60,
    useGlobalSpeed: 1,
    useGlobalHeadingParam: 1,
    useGlobalTurnParam: 1,
    gimbalPitchAngle: 0,
  })}
  ${photoAction(i, i)}
</Placemark>`
export const templateFolder = (id: number, waypoints: number, coordinates?: (i: number) => string) => `<Folder>
  ${leaves({ templateType: 'waypoint', templateId: id })}
  <wpml:waylineCoordinateSysParam>${leaves({
    coordinateMode: 'WGS84',
    heightMode: 'relativeToStartPoint',
  })}</wpml:waylineCoordinateSysParam>
  ${leaves({ autoFlightSpeed: 10, globalHeight: 60, gimbalPitchMode: 'manual' })}
  <wpml:globalWaypointHeadingParam>${leaves({ waypointHeadingMode: 'followWayline' })}</wpml:globalWaypointHeadingParam>
  ${leaves({ globalWaypointTurnMode: 'toPointAndStopWithDiscontinuityCurvature', globalUseStraightLine: 1 })}
  ${Array.from({ length: waypoints }, (_, i) => templateWaypoint(i, coordinates?.(i))).join('\n')}
  <wpml:payloadParam>${leaves({ payloadPositionIndex: 0, imageFormat: 'wide' })}</wpml:payloadParam>
</Folder>`

export const waypoint = (i: number, coordinates = place(i), group = i) => `<Placemark>
  <Point><coordinates>${coordinates}</coordinates></Point>
  ${leaves({ index: i, executeHeight: 60, waypointSpeed: 10 })}
  <wpml:waypointHeadingParam>${leaves({ waypointHeadingMode: 'followWayline' })}</wpml:waypointHeadingParam>
  <wpml:waypointTurnParam>${leaves({
    waypointTurnMode: 'toPointAndStopWithDiscontinuityCurvature',
    waypointTurnDampingDist: 0,
  })}</wpml:waypointTurnParam>
  ${photoAction(group, i)}
</Placemark>`
export const waylineFolder = (
  id: number,
  waypoints: number,
  template = 0,
  coordinates?: (i: number) => string,
) => `<Folder>
  ${leaves({ templateId: template, executeHeightMode: 'relativeToStartPoint', waylineId: id, autoFlightSpeed: 10 })}
  ${Array.from({ length: waypoints }, (_, i) => waypoint(i, coordinates?.(i), id * 1000 + i)).join('\n')}
</Folder>`

export const template = kml(`${authorship}${mission()}${templateFolder(0, 3)}`)
export const waylines = kml(`${mission()}${waylineFolder(0, 3)}`)

const both = (t = template, w = waylines, folder = 'wpmz/') =>
  rawZip([
    { path: `${folder}template.kml`, content: t },
    { path: `${folder}waylines.wpml`, content: w },
  ])
const versions = ['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4', '1.0.5', '1.0.6', '1.0.9', '2.0.0']
const withNamespace = (xml: string, uri: string) => xml.replace('http://www.dji.com/wpmz/1.0.6', uri)

export const corpus: Record<string, Uint8Array> = {
  usual: both(),
  ...Object.fromEntries(
    versions.map(v => [
      `namespace ${v}`,
      both(
        withNamespace(template, `http://www.dji.com/wpmz/${v}`),
        withNamespace(waylines, `http://www.dji.com/wpmz/${v}`),
      ),
    ]),
  ),
  'namespace of the consumer apps': both(
    withNamespace(template, 'http://www.uav.com/wpmz/1.0.2'),
    withNamespace(waylines, 'http://www.uav.com/wpmz/1.0.2'),
  ),
  'documents at the root of the archive': both(template, waylines, ''),
  'documents in a folder within a folder': both(template, waylines, 'mission/wpmz/'),
  'names in capitals': rawZip([
    { path: 'WPMZ/Template.KML', content: template },
    { path: 'WPMZ/Waylines.WPML', content: waylines },
  ]),
  'names with backslashes': rawZip([
    { path: 'wpmz\\template.kml', content: template },
    { path: 'wpmz\\waylines.wpml', content: waylines },
  ]),
  'directory entries and an empty file': rawZip([
    { path: 'wpmz/', method: 0 },
    { path: 'wpmz/res/', method: 0 },
    { path: 'wpmz/res/empty', method: 0 },
    { path: 'wpmz/template.kml', content: template },
    { path: 'wpmz/waylines.wpml', content: waylines },
  ]),
  'stored, not deflated': rawZip([
    { path: 'wpmz/template.kml', content: template, method: 0 },
    { path: 'wpmz/waylines.wpml', content: waylines, method: 0 },
  ]),
  'resources beside the documents': rawZip([
    { path: 'wpmz/template.kml', content: template },
    { path: 'wpmz/res/audio/a.opus', content: 'not really audio' },
    { path: 'wpmz/waylines.wpml', content: waylines },
    { path: Buffer.from([0xba, 0xbd, 0xcf, 0xdf]), content: 'a name in GBK', flags: 0 },
  ]),
  'template alone': rawZip([{ path: 'wpmz/template.kml', content: template }]),
  'waylines alone': rawZip([{ path: 'wpmz/waylines.wpml', content: waylines }]),
  'no author, creation at 0': both(kml(`${leaves({ createTime: 0 })}${mission()}${templateFolder(0, 2)}`)),
  'template without Folder': both(kml(`${authorship}${mission()}`)),
  'several templates and waylines': both(
    kml(`${authorship}${mission()}${templateFolder(0, 2)}${templateFolder(1, 3)}`),
    kml(`${mission()}${waylineFolder(0, 2)}${waylineFolder(1, 3, 1)}${waylineFolder(2, 4, 1)}`),
  ),
  'white space in coordinates': both(
    kml(`${authorship}${mission()}${templateFolder(0, 2, i => `\n\t ${place(i)}\r\n  `)}`),
    kml(`${mission()}${waylineFolder(0, 2, 0, i => ` ${place(i).replace(',', ' , ')} `)}`),
  ),
  'heights in coordinates': both(template, kml(`${mission()}${waylineFolder(0, 2, 0, i => `${place(i)},60.5`)}`)),
  'unknown elements and comments': both(
    template.replace(
      '<wpml:templateId>',
      '<!-- next --><wpml:whatIsThis a="b">1<wpml:x/></wpml:whatIsThis><wpml:templateId>',
    ),
    waylines.replace('<wpml:executeHeight>', '<wpml:later>2</wpml:later><wpml:executeHeight>'),
  ),
  'invalid values': both(template.replace('>60<', '>sixty<'), waylines.replace('>60<', '><')),
  'byte order mark': both(`\ufeff${template}`, `\ufeff${waylines}`),
  'Windows line ends': both(template.replaceAll('\n', '\r\n'), waylines.replaceAll('\n', '\r\n')),
  'without line ends': both(template.replaceAll(/\n\s*/g, ''), waylines.replaceAll(/\n\s*/g, '')),
  'without declaration': both(template.slice(template.indexOf('<kml')), waylines.slice(waylines.indexOf('<kml'))),
}
