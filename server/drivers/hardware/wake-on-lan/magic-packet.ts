const octets = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex')

/** Six times FFh, the address sixteen times, and the SecureOn password where the card wants one (AMD, Magic Packet Technology). */
export const magicPacket = (mac: string, secureOn: string): Buffer => {
  const address = octets(mac)
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array<Buffer>(16).fill(address), octets(secureOn)])
}
