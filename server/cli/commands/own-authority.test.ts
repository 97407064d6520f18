import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testAuthority } from '../../testing/certificates'

const authority = testAuthority()
const folder = mkdtempSync(join(tmpdir(), 'own-authority-'))
const file = join(folder, 'authority.pem')
const certificate = authority.issue()
const received: (string | undefined)[] = []
const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
  received.push(request.url)
  response.writeHead(500).end()
})
let port = 0

beforeAll(async () => {
  writeFileSync(file, authority.certificate)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  port = address !== null && typeof address === 'object' ? address.port : 0
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** In a process of its own: Node reads the variable when it starts. */
const errorsOfProbe = async (environment: Readonly<Record<string, string>>): Promise<string> => {
  const where = ['--kind', 'proxmox', '--url', `https://localhost:${port}`, '--user', 'root@pam', '--password-env', 'PVE']
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/cli/main.ts', 'manager', 'probe', ...where], {
    env: { ...process.env, PVE: 'secret', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [errors] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return errors
}

it('A12 a manager is trusted by an authority of one’s own where NODE_EXTRA_CA_CERTS names it, and else not', async () => {
  expect(await errorsOfProbe({ NODE_EXTRA_CA_CERTS: '' })).toContain(
    `not signed by a trusted authority; its SHA-256 fingerprint is ${certificate.fingerprint}`,
  )
  expect(received).toEqual([])
  expect(await errorsOfProbe({ NODE_EXTRA_CA_CERTS: file })).not.toContain('authority')
  expect(received).toContain('/api2/json/access/ticket')
}, 60_000)
