import type { DeviceFeed } from '../../domain/device-feed'
import type { Feed, PowerDeviceView, World } from '../../domain/world'

/** What is looked at to find out how hosts are wired. */
export interface CablingSight {
  readonly views: readonly PowerDeviceView[]
  readonly world: Pick<World, 'hosts' | 'vms' | 'managers' | 'feeds' | 'groups'>
  /** As people declared them. */
  readonly declared: readonly Feed[]
  readonly deviceFeeds: readonly DeviceFeed[]
}
