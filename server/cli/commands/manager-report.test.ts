import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ACCOUNT, startSrmLab } from '../../../e2e/peers/srm/appliance'
import { probeManager } from './manager-probe'

it('manager probe shows recovery plans and replicas, and never the password (K5)', async () => {
  const lab = await startSrmLab()
  lab.state.replications = [{ id: 'r1', name: 'erp', status: { status: 'ERROR', rpo_violation: true }, rpo: 15 }]
  const options = { kind: 'srm', url: lab.address.url, user: ACCOUNT.user, passwordEnv: 'SRM', fingerprint: lab.address.pins }
  const answer = await probeManager({ ...options, timeout: 20 }, { SRM: ACCOUNT.password })
  await lab.stop()
  expect(answer.exitCode).toBe(0)
  expect(answer.output).toMatch(/ERP\s+ready\s+READY_STATE\s+North\s+South/)
  expect(answer.output).toMatch(/erp\s+error\s+\S+\s+15\s+yes/)
  expect(answer.output).not.toContain(ACCOUNT.password)
})

it.each([
  [
    'a webhook’s address',
    'https://hooks.example',
    '{"machines":[{"name":"a","stop":{"run":"x"},"probe":{"kind":"ping","host":"a"}}]}',
  ],
  ['no machines', 'ssh://admin', '{"machines":[]}'],
  ['no JSON', 'ssh://admin', 'machines:'],
])('manager probe says what is wrong with a runbook: %s', async (_what, url, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-'))
  const runbook = join(folder, 'runbook.json')
  writeFileSync(runbook, text)
  const answer = await probeManager(
    { kind: 'runbook', url, bearerEnv: 'TOKEN', fingerprint: [], timeout: 5, runbook },
    { TOKEN: 'something' },
  )
  rmSync(folder, { recursive: true })
  expect(answer.exitCode).toBe(2)
  expect(answer.errors).toContain('runbook')
})
