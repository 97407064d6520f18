import { type CallOptions, type TaskState, refused } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { all, find, number, text, type XmlElement } from '../../protocols/xml/xml'
import type { Accepted, EngineClient } from './engine-client'
import { type OvirtResult, other } from './failure'
import { idOf, isEngineId } from './references'

/** The engine names the job of an act since 4.2; by our own correlation id its jobs are found in any case. */
export const taskOf = (accepted: OvirtResult<Accepted>): OvirtResult<{ readonly task: string }> => {
  if (accepted.kind !== 'ok') return accepted
  const { answer, correlationId } = accepted.value
  return { kind: 'ok', value: { task: `${correlationId}/${idOf(find(answer, 'job')) ?? ''}` } }
}

const EVENTS_READ = 20
/** Events of severity error or alert bear the reason; the job itself only says that it failed. */
const SERIOUS = new Set(['error', 'alert'])

const bySearch = (collection: string, correlationId: string, max: number): string =>
  `/${collection}?search=${encodeURIComponent(`correlation_id=${correlationId}`)}&max=${max}`

const reasonOf = async (client: EngineClient, correlationId: string, options: CallOptions): Promise<string | null> => {
  const events = await client.get(bySearch('events', correlationId, EVENTS_READ), 'events', options)
  if (events.kind !== 'ok') return null
  const serious = all(events.value, 'event').find((event) => SERIOUS.has(text(event, 'severity') ?? ''))
  return text(serious, 'description')
}

const progressOf = (jobs: readonly XmlElement[]): number | null => {
  const told = jobs
    .flatMap((job) => all(find(job, 'steps'), 'step'))
    .flatMap((step) => (text(step, 'status') === 'started' ? (number(step, 'progress') ?? []) : []))
    .filter((percent) => percent >= 0 && percent <= 100)
  return told.length === 0 ? null : Math.min(...told)
}

export const readTask = async (client: EngineClient, id: string, options: CallOptions): Promise<OvirtResult<TaskState>> => {
  const budget = budgetOf(options)
  const [correlationId = '', jobId = ''] = id.split('/')
  if (!isEngineId(correlationId)) return other(refused('This is no task of oVirt.', 'Ask with the id that the act returned.'))
  const answer = isEngineId(jobId)
    ? await client.get(`/jobs/${jobId}?follow=steps`, 'job', budget())
    : await client.get(`${bySearch('jobs', correlationId, EVENTS_READ)}&follow=steps`, 'jobs', budget())
  // Jobs are cleared some minutes after their end.
  if (answer.kind !== 'ok') return answer.why === 'gone' ? { kind: 'ok', value: { state: 'gone' } } : answer
  const jobs = answer.value.name === 'job' ? [answer.value] : all(answer.value, 'job')
  const states = jobs.map((job) => text(job, 'status'))
  const failed = jobs[states.findIndex((state) => state === 'failed' || state === 'aborted')]
  if (failed !== undefined) {
    const what = text(failed, 'description') ?? 'The job'
    const why = await reasonOf(client, correlationId, budget())
    return { kind: 'ok', value: { state: 'failed', message: why ?? `${what}: failed, see the events in oVirt` } }
  }
  if (states.includes('started')) return { kind: 'ok', value: { state: 'running', progressPercent: progressOf(jobs) } }
  const isDone = states.length > 0 && states.every((state) => state === 'finished')
  // `unknown`: the engine was restarted meanwhile, so only the object itself can tell.
  return { kind: 'ok', value: isDone ? { state: 'succeeded' } : { state: 'gone' } }
}

/** VM_MIGRATION_DONE of the audit log. */
const MIGRATION_DONE = 63
const DOWNTIME = /Actual downtime: (\d+)\s?ms\b/i

/** Milliseconds, of the migration that the act began; null: the engine does not (yet) say. */
export const downtimeOfJob = async (
  client: EngineClient,
  id: string | null,
  options: CallOptions,
): Promise<OvirtResult<number | null>> => {
  const [correlationId = ''] = (id ?? '').split('/')
  if (!isEngineId(correlationId)) return { kind: 'ok', value: null }
  const events = await client.get(bySearch('events', correlationId, EVENTS_READ), 'events', options)
  if (events.kind !== 'ok') return events
  const done = all(events.value, 'event').find((event) => number(event, 'code') === MIGRATION_DONE)
  const milliseconds = DOWNTIME.exec(text(done ?? null, 'description') ?? '')?.[1]
  return { kind: 'ok', value: milliseconds === undefined ? null : Number(milliseconds) }
}
