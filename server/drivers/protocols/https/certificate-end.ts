import { connect } from 'node:tls'

/** When the certificate that is shown there ends (epoch ms); null: no TLS, or no answer in time. Nothing is sent. */
export const certificateEndMs = (url: string, deadlineMs: number): Promise<number | null> => {
  const address = URL.canParse(url) ? new URL(url) : null
  if (address?.protocol !== 'https:') return Promise.resolve(null)
  return new Promise((done) => {
    const host = address.hostname.replace(/^\[|\]$/g, '')
    const socket = connect({
      host,
      port: Number(address.port === '' ? 443 : address.port),
      rejectUnauthorized: false,
      timeout: deadlineMs,
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    })
    const end = (endMs: number | null) => {
      socket.destroy()
      done(endMs)
    }
    socket.once('secureConnect', () => {
      const endMs = Date.parse(socket.getPeerCertificate().valid_to)
      end(Number.isNaN(endMs) ? null : endMs)
    })
    socket.once('timeout', () => end(null))
    socket.once('error', () => end(null))
  })
}
