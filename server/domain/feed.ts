import type { Feed, PowerDeviceView } from './world'

/** False only where the UPS itself says that the feed's outlet is off: then it carries nothing, whatever the UPS does (P5). */
export const feedIsLive = (feed: Feed, device: PowerDeviceView): boolean =>
  device.outlets.find((outlet) => outlet.id === feed.outletId)?.state !== 'off'
