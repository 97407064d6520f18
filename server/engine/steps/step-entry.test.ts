import { expect, it } from 'vitest'
import { runWith, vmStep } from '../../testing/run-samples'
import { startsWithout } from './step-entry'

it('R3 K1 that a VM starts before what it hangs on is said, by name, and of nothing else', () => {
  const db = vmStep('db', { action: 'start', direction: 'up', state: 'running' })
  const web = vmStep('web', { seq: 2, action: 'start', direction: 'up', state: 'pending', after: [db.id] })
  expect(startsWithout(runWith([db, web]), web, 7)).toMatchObject([
    {
      atMs: 7,
      kind: 'run.note',
      message: 'web: it starts before db, whose manager has not been asked, or has told nothing, for 10 minutes (R3)',
    },
  ])
  expect(startsWithout(runWith([{ ...db, state: 'done' }, web]), web, 7)).toEqual([])
  expect(startsWithout(runWith([db, { ...web, after: [] }]), { ...web, after: [] }, 7)).toEqual([])
})
