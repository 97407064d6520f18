import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto'
import { TAG, tlv } from '../ber'

/** Node can read certificates but not make them; this makes the one kind that a fresh Proxmox node presents: self-signed. */

const sequence = (...content: readonly Uint8Array[]): Buffer => tlv(TAG.sequence, ...content)
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const ecdsaWithSha256 = sequence(tlv(TAG.oid, hex('2a8648ce3d040302')))

const distinguishedName = (commonName: string): Buffer =>
  sequence(tlv(0x31, sequence(tlv(TAG.oid, hex('550403')), tlv(0x0c, Buffer.from(commonName)))))

/** GeneralizedTime, which X.509 wants from 2050 on and takes everywhere in practice; UTCTime before. */
const time = (date: Date): Buffer => {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14)
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(`${digits.slice(2)}Z`)) : tlv(0x18, Buffer.from(`${digits}Z`))
}

const subjectAltName = (dnsName: string, ipAddress: string): Buffer => {
  const names = sequence(tlv(0x82, Buffer.from(dnsName)), tlv(0x87, Uint8Array.from(ipAddress.split('.').map(Number))))
  return sequence(tlv(TAG.oid, hex('551d11')), tlv(TAG.string, names))
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
    tlv(0xa0, tlv(TAG.integer, Uint8Array.from([2]))),
    tlv(TAG.integer, serial),
    ecdsaWithSha256,
    name,
    sequence(time(new Date(now.getTime() - 86_400_000)), time(new Date(now.getTime() + 3_650 * 86_400_000))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(subjectAltName('localhost', '127.0.0.1'))),
  )
  const signature = sign('sha256', toBeSigned, privateKey)
  const certificate = new X509Certificate(sequence(toBeSigned, ecdsaWithSha256, tlv(0x03, Uint8Array.from([0]), signature)))
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: certificate.toString(),
    fingerprint: certificate.fingerprint256,
  }
}
