import type { Product } from '@rookery/thing-model'

/** `live_capacity`: which videos a gateway can stream, those of the aircraft that is switched on included. */
export function liveCapacity(devices: readonly { sn: string; product: Product }[]) {
  const one = { available_video_number: 1, coexist_video_number_max: 1 }
  const device_list = devices
    .filter(({ product }) => product.cameras?.length)
    .map(({ sn, product: { cameras = [] } }) => ({
      sn,
      available_video_number: cameras.length,
      coexist_video_number_max: cameras.length,
      camera_list: cameras.map(({ index, lenses }) => ({
        camera_index: index,
        ...one,
        video_list: [
          { video_index: 'normal-0', video_type: 'normal', switchable_video_types: lenses.length > 1 ? lenses : [] },
        ],
      })),
    }))
  return {
    available_video_number: device_list.reduce((sum, device) => sum + device.available_video_number, 0),
    coexist_video_number_max: device_list.reduce((sum, device) => sum + device.coexist_video_number_max, 0),
    device_list,
  }
}
