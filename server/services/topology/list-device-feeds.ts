import type { DeviceFeed } from '../../domain/device-feed'
import { noInput } from '../inputs'
import { query } from '../verb'

/** What feeds the PDUs and ATSs. */
export const listDeviceFeeds = query({
  name: 'topology.deviceFeeds',
  needs: 'view',
  input: noInput,
  run: ({ read }): Promise<readonly DeviceFeed[]> => read.feeds.ofDevices(),
})
