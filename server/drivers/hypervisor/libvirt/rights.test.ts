import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { missingRights, RIGHTS_SCRIPT } from './rights'
import { answersOf } from './shell'

let folder: string | null = null
afterEach(() => {
  if (folder !== null) rmSync(folder, { recursive: true })
  folder = null
})

/** Runs the question in a real shell whose `id` and `sudo` are these. */
const told = (programs: Readonly<Record<string, string>>) => {
  const bin = mkdtempSync(join(tmpdir(), 'ridethrough-rights-'))
  folder = bin
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const script = `${RIGHTS_SCRIPT}; echo "@@ridethrough:end@@"`
  const said = execFileSync('/bin/sh', ['-c', script], {
    env: { ...process.env, PATH: bin },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return answersOf(said) ?? new Map<string, string>()
}

const USER = 'echo 1000'
const ALLOWS = '[ "$*" = "-n -l shutdown -h now" ] && echo /usr/sbin/shutdown'

describe('whether the account may shut its host down', () => {
  it.each([
    ['root', { id: 'echo 0' }],
    ['an account that sudo lets run it', { id: USER, sudo: ALLOWS }],
  ])('%s lacks nothing', (_who, programs) => {
    expect(missingRights('monitor', [{ host: 'kvm1', answers: told(programs) }])).toEqual([])
  })

  it.each([
    ['sudo wants a password', { id: USER, sudo: 'echo "a password is required" >&2; exit 1' }],
    ['there is no sudo', { id: USER }],
  ])('where %s the host is named', (_what, programs) => {
    const answers = told(programs)
    const notes = missingRights('monitor', [
      { host: 'kvm1', answers },
      { host: 'kvm2', answers: new Map([['shutdown', 'may']]) },
    ])
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(/^monitor may not shut down kvm1: .*sudo/)
  })
})
