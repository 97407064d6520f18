import { carryOut, texts, type Work } from './pool-effects'
import type { PoolRecords } from './pool-records'

export interface PoolFault {
  readonly code: string
  readonly params?: readonly string[]
}
export type Outcome = { readonly result: unknown } | PoolFault

interface Change {
  readonly generation: number
  readonly class: string
  readonly ref: string
  readonly operation: 'add' | 'mod' | 'del'
}

const mapOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

/** What the pool holds, and what calls do to it. Tasks end when a test lets them. */
export class PoolState {
  readonly #account: { readonly user: string; readonly password: string }
  readonly #records: PoolRecords
  readonly #changes: Change[] = []
  readonly #sessions = new Set<string>()
  readonly #work = new Map<string, Work>()
  #generation = 100
  #made = 0
  /** Of the account; null: it is the local superuser. */
  permissions: readonly string[] | null = null
  /** Where set, this host is no master and says who is. */
  masterAddress: string | null = null

  constructor(records: PoolRecords, account: { readonly user: string; readonly password: string }) {
    this.#records = records
    this.#account = account
  }

  get openSessions(): number {
    return this.#sessions.size
  }

  /** As after a restart of the toolstack. */
  endSessions(): void {
    this.#sessions.clear()
  }

  record(className: string, ref: string): Record<string, unknown> {
    const found = this.#records[className]?.[ref]
    if (found === undefined) throw new Error(`no ${className} ${ref}`)
    return found
  }

  /** Changes fields, as the pool does: with an event. */
  change(className: string, ref: string, fields: Readonly<Record<string, unknown>>): void {
    const isNew = this.#records[className]?.[ref] === undefined
    this.#records[className] = { ...this.#records[className], [ref]: { ...this.#records[className]?.[ref], ...fields } }
    this.#note(className, ref, isNew ? 'add' : 'mod')
  }

  remove(className: string, ref: string): void {
    const { [ref]: _gone, ...rest } = this.#records[className] ?? {}
    this.#records[className] = rest
    this.#note(className, ref, 'del')
  }

  /** Forgets its events, as after a failover to a database that is behind. */
  loseEvents(): void {
    this.#changes.length = 0
  }

  get pendingTasks(): readonly string[] {
    return [...this.#work.keys()]
  }

  /** Ends the task: with what it was to do, or badly. */
  finish(task: string, fault?: PoolFault): void {
    const work = this.#work.get(task)
    if (work === undefined) throw new Error(`no pending task ${task}`)
    this.#work.delete(task)
    this.#release(task)
    if (fault === undefined) carryOut({ records: this.#records, change: (...one) => this.change(...one) }, work)
    const ended =
      fault === undefined
        ? { status: 'success', progress: 1 }
        : { status: 'failure', error_info: [fault.code, ...(fault.params ?? [])] }
    this.change('task', task, ended)
  }

  answer(method: string, params: readonly unknown[]): Outcome {
    if (method === 'session.login_with_password') return this.#login(params)
    // Clients of others ask what there is, without a session.
    if (method === 'system.listMethods') return { result: this.#methods() }
    const [session = '', ...args] = texts(params)
    if (!this.#sessions.has(session)) return { code: 'SESSION_INVALID', params: [session] }
    const isAsync = method.startsWith('Async.')
    const [className = '', verb = ''] = method.replace('Async.', '').split('.')
    if (isAsync) return this.#begin(`${className}.${verb}`, method, args)
    return this.#read(className, verb, args) ?? this.#act(`${className}.${verb}`, args, session, params)
  }

  #methods(): string[] {
    const reads = ['get_all', 'get_all_records', 'get_by_uuid', 'get_record']
    return [...Object.keys(this.#records), 'task'].flatMap((name) => reads.map((verb) => `${name}.${verb}`))
  }

  #note(className: string, ref: string, operation: Change['operation']): void {
    this.#generation += 1
    this.#changes.push({ generation: this.#generation, class: className, ref, operation })
  }

  #login([user, password]: readonly unknown[]): Outcome {
    if (this.masterAddress !== null) return { code: 'HOST_IS_SLAVE', params: [this.masterAddress] }
    if (user !== this.#account.user || password !== this.#account.password)
      return { code: 'SESSION_AUTHENTICATION_FAILED', params: [String(user), 'Authentication failure'] }
    this.#made += 1
    const session = `OpaqueRef:session-${this.#made}`
    this.#sessions.add(session)
    return { result: session }
  }

  #read(className: string, verb: string, [subject = '']: readonly string[]): Outcome | null {
    const all = this.#records[className] ?? {}
    switch (verb) {
      case 'get_all':
        return { result: Object.keys(all) }
      case 'get_all_records':
        return { result: all }
      case 'get_record':
        return all[subject] === undefined ? { code: 'HANDLE_INVALID', params: [className, subject] } : { result: all[subject] }
      case 'get_by_uuid': {
        const found = Object.entries(all).find(([, record]) => record.uuid === subject)
        return found === undefined ? { code: 'UUID_INVALID', params: [className, subject] } : { result: found[0] }
      }
      default:
        return null
    }
  }

  #act(method: string, args: readonly string[], session: string, params: readonly unknown[]): Outcome {
    const [className = ''] = method.split('.')
    const [subject = '', key = '', value = ''] = args
    switch (method) {
      case 'session.logout':
        this.#sessions.delete(session)
        return { result: '' }
      case 'session.get_this_host':
        return { result: Object.values(this.#records.pool ?? {})[0]?.master }
      case 'session.get_is_local_superuser':
        return { result: this.permissions === null }
      case 'session.get_rbac_permissions':
        return { result: this.permissions ?? [] }
      case 'event.inject':
        this.#note('pool', key, 'mod')
        return { result: String(this.#generation) }
      case 'event.from':
        return { result: this.#news(params[1], Number(key)) }
      case 'pool.set_ha_host_failures_to_tolerate':
        this.change('pool', subject, { ha_host_failures_to_tolerate: key })
        return { result: '' }
      case 'host.query_data_source':
        return { result: 0.25 }
      case 'VM.query_data_source':
        return { result: 0.5 }
      case 'host.disable':
      case 'host.enable':
        this.change('host', subject, { enabled: method === 'host.enable' })
        return { result: '' }
      case 'host.add_to_other_config':
      case 'VM.add_to_other_config': {
        const config = mapOf(this.record(className, subject).other_config)
        if (key in config) return { code: 'MAP_DUPLICATE_KEY', params: [className, 'other_config', subject, key] }
        this.change(className, subject, { other_config: { ...config, [key]: value } })
        return { result: '' }
      }
      case 'host.remove_from_other_config':
      case 'VM.remove_from_other_config': {
        const { [key]: _gone, ...rest } = mapOf(this.record(className, subject).other_config)
        this.change(className, subject, { other_config: rest })
        return { result: '' }
      }
      case 'host.get_resident_VMs':
        return { result: this.record('host', subject).resident_VMs }
      case 'host.get_vms_which_prevent_evacuation':
        return { result: {} }
      case 'task.cancel':
        this.#work.delete(subject)
        this.#release(subject)
        this.change('task', subject, { status: 'cancelled' })
        return { result: '' }
      case 'task.destroy':
        this.remove('task', subject)
        return { result: '' }
      default:
        return { code: 'MESSAGE_METHOD_UNKNOWN', params: [method] }
    }
  }

  #news(classes: unknown, since: number): unknown {
    const wanted = Array.isArray(classes) ? texts(classes) : []
    const latest = new Map(
      this.#changes
        .filter((change) => change.generation > since && wanted.includes(change.class))
        .map((change) => [`${change.class} ${change.ref}`, change]),
    )
    const events = [...latest.values()].map(({ class: name, ref, operation, generation }) => ({
      id: String(generation),
      timestamp: '0.0',
      class: name.toLowerCase(),
      operation,
      ref,
      ...(operation === 'del' ? {} : { snapshot: this.#records[name]?.[ref] }),
    }))
    const counts = Object.entries(this.#records).map(([name, all]) => [name.toLowerCase(), Object.keys(all).length] as const)
    return { token: String(this.#generation), valid_ref_counts: Object.fromEntries(counts), events }
  }

  #begin(work: string, method: string, args: readonly string[]): Outcome {
    this.#made += 1
    const task = `OpaqueRef:task-${this.#made}`
    const [className = '', verb = ''] = work.split('.')
    const [subject = ''] = args
    // Of the pool, of which there is one, these take no reference.
    const isOfPool = className === 'pool'
    if (!isOfPool && this.#records[className]?.[subject] === undefined)
      return { code: 'HANDLE_INVALID', params: [className, subject] }
    this.change('task', task, { name_label: method, status: 'pending', progress: 0.25, result: '', error_info: [] })
    this.#work.set(task, { verb: work, args })
    if (isOfPool) return { result: task }
    const operations = mapOf(this.record(className, subject).current_operations)
    this.change(className, subject, { current_operations: { ...operations, [task]: verb } })
    return { result: task }
  }

  #release(task: string): void {
    for (const className of ['VM', 'host'])
      for (const [ref, record] of Object.entries(this.#records[className] ?? {})) {
        const { [task]: mine, ...rest } = mapOf(record.current_operations)
        if (mine !== undefined) this.change(className, ref, { current_operations: rest })
      }
  }
}
