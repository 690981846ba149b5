import { CHECK_LINK, RESTART_AIRCRAFT, RESTART_DOCK, RETRY_OR_RESTART, RETRY_OR_SUPPORT } from './actions.ts'
import { type Block, because, say } from './define.ts'

export default {
  prefixes: [317],
  source: say('Media and storage', '媒体与存储'),
  fallback: say(
    'Check the free space and the link to the aircraft, then try again.',
    '检查剩余空间和飞行器链路，再试。',
  ),
  codes: {
    317001: because(
      'The dock could not count the files on the aircraft.',
      '机场没能统计飞行器上的文件数。',
      RESTART_DOCK,
    ),
    317002: because(
      'The storage could not be formatted: the aircraft is off, not connected, or shows no camera.',
      '存储没有格式化：飞行器未开机、未连上或找不到相机。',
      CHECK_LINK,
    ),
    317003: because('The aircraft did not format its storage.', '飞行器没有完成存储格式化。', RESTART_AIRCRAFT),
    317004: because('The dock did not clear its own media storage.', '机场没有清空自身的媒体存储。', RETRY_OR_RESTART),
    317005: because(
      'Recording did not end properly, so files of this flight may be missing.',
      '录像没有正常结束，本次飞行可能缺少文件。',
      say(
        'Compare the uploaded files with the mission and fly the missing part again.',
        '对照任务核查已上传的文件，必要时补飞。',
      ),
    ),
    317006: because(
      'The aircraft still hands files to the dock.',
      '飞行器还在向机场传送文件。',
      say('Wait for the download to end, then format.', '等传送结束后再格式化。'),
    ),
    317007: because(
      'The number of files on the aircraft is not known.',
      '无法得知飞行器上有多少文件。',
      RETRY_OR_SUPPORT,
    ),
  },
} satisfies Block
