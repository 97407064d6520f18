import type { UpsAddress } from './ups'

/** "snmp 10.0.0.5:161", "nut 10.0.0.6:3493 rack2" */
export const endpointOf = (address: UpsAddress): string => {
  const place = `${address.protocol} ${address.host}:${address.port}`
  switch (address.protocol) {
    case 'snmp':
      return place
    case 'nut':
      return `${place} ${address.upsName}`
  }
}
