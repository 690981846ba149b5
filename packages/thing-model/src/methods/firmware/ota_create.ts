import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, Integer, List, Optional, SerialNumber, Struct, Text } from '../../schema.ts'
import { JobReply } from '../job.ts'

export default defineMethod('ota_create', {
  page: 'firmware',
  summary: 'Upgrade the firmware of dock and aircraft',
  description:
    'Takes long, and the dock does not fly meanwhile. A consistency upgrade brings parts that differ to the installed version and needs no file; payload SDK upgrades exist on Dock 3.',
  safety: 'destructive',
  generic: false,
  reference: 'dock-to-cloud/mqtt/dock/dock3/firmware.html',
  services: {
    products: DOCKS,
    request: Struct({
      devices: List(
        Struct({
          sn: SerialNumber(),
          product_version: Text({ title: 'Version', minLength: 1 }),
          firmware_upgrade_type: IntEnum({ 2: 'Consistency', 3: 'Ordinary', 4: 'Payload SDK' }, { title: 'Upgrade' }),
          file_url: Optional(Text({ title: 'URL', secret: true })),
          md5: Optional(Text({ title: 'MD5' })),
          file_size: Optional(Integer({ title: 'Size', unit: 'B', minimum: 0, maximum: 68719476736 })),
          file_name: Optional(Text({ title: 'File' })),
        }),
        { title: 'Devices', minItems: 1, maxItems: 2 },
      ),
    }),
    reply: JobReply,
    example: {
      request: {
        devices: [
          {
            sn: 'AIRCRAFT01',
            product_version: '1.00.223',
            firmware_upgrade_type: 3,
            file_url: 'https://example.org/wm245_1.00.223.zip',
            md5: 'd41d8cd98f00b204e9800998ecf8427e',
            file_size: 653467234,
            file_name: 'wm245_1.00.223.zip',
          },
          { sn: 'DOCK01', product_version: '1.00.223', firmware_upgrade_type: 2 },
        ],
      },
      reply: { result: 0, output: { status: 'in_progress' } },
    },
  },
})
