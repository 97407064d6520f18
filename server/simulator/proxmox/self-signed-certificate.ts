import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto'

/** Node can read certificates but not make them; this makes the one kind that a fresh Proxmox node presents: self-signed. */

const der = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content)
  const length =
    body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Uint8Array.from([tag, ...length]), body])
}

const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content)
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const ecdsaWithSha256 = sequence(der(0x06, hex('2a8648ce3d040302')))

const distinguishedName = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(der(0x06, hex('550403')), der(0x0c, Buffer.from(commonName)))))

/** GeneralizedTime, which X.509 wants from 2050 on and takes everywhere in practice; UTCTime before. */
const time = (date: Date): Buffer => {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14)
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(`${digits.slice(2)}Z`)) : der(0x18, Buffer.from(`${digits}Z`))
}

const subjectAltName = (dnsName: string, ipAddress: string): Buffer => {
  const names = sequence(der(0x82, Buffer.from(dnsName)), der(0x87, Uint8Array.from(ipAddress.split('.').map(Number))))
  return sequence(der(0x06, hex('551d11')), der(0x04, names))
}

export interface Certificate {
  readonly keyPem: string
  readonly certificatePem: string
  /** SHA-256, "AA:BB:…". */
  readonly fingerprint: string
}

export const selfSignedCertificate = (commonName: string, now: Date): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = distinguishedName(commonName)
  const serial = Buffer.concat([Uint8Array.from([0x01]), randomBytes(15)])
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Uint8Array.from([2]))),
    der(0x02, serial),
    ecdsaWithSha256,
    name,
    sequence(time(new Date(now.getTime() - 86_400_000)), time(new Date(now.getTime() + 3_650 * 86_400_000))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(subjectAltName('localhost', '127.0.0.1'))),
  )
  const signature = sign('sha256', toBeSigned, privateKey)
  const certificate = new X509Certificate(sequence(toBeSigned, ecdsaWithSha256, der(0x03, Uint8Array.from([0]), signature)))
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: certificate.toString(),
    fingerprint: certificate.fingerprint256,
  }
}
