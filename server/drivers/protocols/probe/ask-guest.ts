import { execFile } from 'node:child_process'
import { get as httpGet } from 'node:http'
import { get as httpsGet } from 'node:https'
import { connect } from 'node:net'
import type { VmProbe } from '../../../domain/vm-probe'

const WITHIN_MS = 1_000
/** From here on a page is an error of the server itself. */
const SERVER_ERROR = 500

const ping = (address: string, signal: AbortSignal): Promise<boolean> =>
  new Promise((done) => {
    execFile('ping', ['-n', '-q', '-c', '1', '-W', '1', address], { signal, timeout: WITHIN_MS + 500 }, (error) =>
      done(error === null),
    )
  })

const tcp = (address: string, port: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ host: address, port, signal })
    const settle = (answers: boolean): void => {
      socket.destroy()
      done(answers)
    }
    socket.setTimeout(WITHIN_MS, () => settle(false))
    socket.once('connect', () => settle(true))
    // Stays, for what breaks while it is being closed.
    socket.on('error', () => settle(false))
  })

/** The page itself proves nothing about who serves it, and nothing secret is sent: its certificate does not matter. */
const http = (url: string, signal: AbortSignal): Promise<boolean> =>
  new Promise((done) => {
    const options = { signal, timeout: WITHIN_MS, agent: false } as const
    const request = url.startsWith('https:') ? httpsGet(url, { ...options, rejectUnauthorized: false }) : httpGet(url, options)
    request.once('response', ({ statusCode = SERVER_ERROR }) => {
      request.destroy()
      done(statusCode < SERVER_ERROR)
    })
    request.once('timeout', () => request.destroy())
    request.on('error', () => done(false))
    request.once('close', () => done(false))
  })

/** Whether the guest answers its probe now, within a second. */
export const askGuest = (probe: VmProbe, signal: AbortSignal): Promise<boolean> => {
  switch (probe.kind) {
    case 'ping':
      return ping(probe.address, signal)
    case 'tcp':
      return tcp(probe.address, probe.port, signal)
    case 'http':
      return http(probe.url, signal)
  }
}
