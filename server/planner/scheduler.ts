import type { StepAction } from '../domain/run'
import type { ManagerView, VirtualMachine } from '../domain/world'

/** One piece of work that holds slots while it runs. */
export interface Task {
  /** Position in the order of issue; unique. */
  readonly order: number
  readonly seconds: number
  /** Slots held: the same list (joined) means the same queue. */
  readonly slots: readonly Slot[]
  /** Orders of tasks that must have ended. */
  readonly after: readonly number[]
}

export interface Slot {
  readonly key: string
  readonly limit: number
}

export interface Ended {
  readonly order: number
  readonly startSeconds: number
  readonly endSeconds: number
}

const never = Number.POSITIVE_INFINITY

/** Binary heap of numbers by their keys; of equal keys the lower number first. */
const createHeap = () => {
  const items: number[] = []
  const keys: number[] = []
  const isBefore = (key: number, item: number, position: number): boolean => {
    const other = keys[position] ?? never
    return key < other || (key === other && item < (items[position] ?? never))
  }
  const put = (position: number, item: number, key: number): void => {
    items[position] = item
    keys[position] = key
  }
  const move = (from: number, to: number): void => put(to, items[from] ?? never, keys[from] ?? never)
  return {
    peek: (): number | null => items[0] ?? null,
    peekKey: (): number => keys[0] ?? never,
    push: (item: number, key = item): void => {
      let hole = items.length
      while (hole > 0) {
        const parent = (hole - 1) >> 1
        if (!isBefore(key, item, parent)) break
        move(parent, hole)
        hole = parent
      }
      put(hole, item, key)
    },
    pop: (): number | null => {
      const top = items[0]
      const item = items.pop()
      const key = keys.pop()
      if (top === undefined || item === undefined || key === undefined) return null
      const { length } = items
      if (length === 0) return top
      let hole = 0
      for (;;) {
        const left = 2 * hole + 1
        if (left >= length) break
        const right = left + 1
        const isRight = right < length && isBefore(keys[right] ?? never, items[right] ?? never, left)
        const least = isRight ? right : left
        if (isBefore(key, item, least)) break
        move(least, hole)
        hole = least
      }
      put(hole, item, key)
      return top
    },
  }
}

/** Tasks that want the same slots: only the first can be next. Slots are counted by number, for they are looked at often. */
interface Queue {
  readonly slots: readonly number[]
  readonly ready: ReturnType<typeof createHeap>
}

/** One task with how far it has come. */
interface Entry {
  readonly task: Task
  /** How many of those before it have not ended. */
  waits: number
  readonly dependants: Entry[]
  queue: Queue | null
  startSeconds: number
  isDone: boolean
  /** The slot whose return has it tried again; null: it is tried for itself. */
  wokenBy: number | null
}

/**
 * Starts work in order of issue as slots and dependencies allow, the way the executor does: a task that must wait holds up
 * only those that want the same slots. Ends are given out in time order. Time never goes back.
 */
export const createScheduler = () => {
  const entries = new Map<number, Entry>()
  /** Those that are not there yet, and who waits for them. */
  const awaited = new Map<number, Entry[]>()
  const slotNumbers = new Map<string, number>()
  const free: number[] = []
  const queues = new Map<string, Queue>()
  /** The same list of slots is the same queue, without reading it. */
  const queueOfList = new Map<Task['slots'], Queue>()
  /** Firsts of queues that may have room. */
  const candidates = createHeap()
  /** By slot: firsts of queues that found it taken. One of them is tried when it is given back, and then the next while it lasts. */
  const parked: ReturnType<typeof createHeap>[] = []
  const running = createHeap()
  let open = 0

  const slotNumber = ({ key, limit }: Slot): number => {
    const known = slotNumbers.get(key)
    if (known !== undefined) return known
    slotNumbers.set(key, free.length)
    parked.push(createHeap())
    return free.push(Math.max(1, limit)) - 1
  }

  const queueOf = (slots: Task['slots']): Queue => {
    const known = queueOfList.get(slots)
    if (known !== undefined) return known
    const key = slots.map((slot) => slot.key).join('|')
    const queue = queues.get(key) ?? { slots: slots.map(slotNumber), ready: createHeap() }
    queues.set(key, queue)
    queueOfList.set(slots, queue)
    return queue
  }

  const enqueue = (entry: Entry): void => {
    const { order, slots } = entry.task
    const queue = queueOf(slots)
    entry.queue = queue
    queue.ready.push(order)
    if (queue.ready.peek() === order) candidates.push(order)
  }

  const wake = (slot: number): void => {
    while ((free[slot] ?? 0) > 0) {
      const order = parked[slot]?.pop() ?? null
      if (order === null) return
      const entry = entries.get(order)
      if (entry === undefined || entry.queue?.ready.peek() !== order || entry.wokenBy !== null) continue
      entry.wokenBy = slot
      candidates.push(order)
      return
    }
  }

  const start = (entry: Entry, queue: Queue, nowSeconds: number): void => {
    queue.ready.pop()
    for (const slot of queue.slots) free[slot] = (free[slot] ?? 0) - 1
    entry.startSeconds = nowSeconds
    running.push(entry.task.order, nowSeconds + entry.task.seconds)
    const following = queue.ready.peek()
    if (following !== null) candidates.push(following)
  }

  const isOpenStill = (order: number): boolean => entries.get(order)?.isDone !== true

  const waitFor = (entry: Entry, order: number): void => {
    const other = entries.get(order)
    if (other !== undefined) other.dependants.push(entry)
    else awaited.set(order, [...(awaited.get(order) ?? []), entry])
  }

  return {
    add: (task: Task): void => {
      const waits = task.after.filter((order) => order !== task.order && isOpenStill(order))
      const dependants = awaited.get(task.order) ?? []
      const entry: Entry = {
        task,
        waits: waits.length,
        dependants,
        queue: null,
        startSeconds: 0,
        isDone: false,
        wokenBy: null,
      }
      entries.set(task.order, entry)
      open += 1
      for (const order of waits) waitFor(entry, order)
      if (waits.length === 0) enqueue(entry)
    },
    /** Starts whatever can start at this moment. */
    startReady: (nowSeconds: number): void => {
      for (let order = candidates.pop(); order !== null; order = candidates.pop()) {
        const entry = entries.get(order)
        const queue = entry?.queue ?? null
        if (entry === undefined || queue === null) continue
        const woken = entry.wokenBy
        entry.wokenBy = null
        if (queue.ready.peek() === order) {
          const full = queue.slots.find((slot) => (free[slot] ?? 0) <= 0)
          if (full === undefined) start(entry, queue, nowSeconds)
          else parked[full]?.push(order)
        }
        if (woken !== null) wake(woken)
      }
    },
    nextEndSeconds: (): number => running.peekKey(),
    /** Ends the next running task; null when nothing runs. */
    endNext: (): Ended | null => {
      const order = running.pop()
      const entry = order === null ? undefined : entries.get(order)
      if (order === null || entry === undefined) return null
      for (const slot of entry.queue?.slots ?? []) {
        free[slot] = (free[slot] ?? 0) + 1
        wake(slot)
      }
      entry.isDone = true
      open -= 1
      for (const dependant of entry.dependants) {
        dependant.waits -= 1
        if (dependant.waits === 0) enqueue(dependant)
      }
      return { order, startSeconds: entry.startSeconds, endSeconds: entry.startSeconds + entry.task.seconds }
    },
    openCount: (): number => open,
  }
}

/** The slots an action of a VM holds on its platform (A7): its host's, the target's, and the manager's calls. */
export const slotsOf = (
  action: StepAction,
  vm: VirtualMachine,
  targetHostId: string | null,
  manager: ManagerView | undefined,
): readonly Slot[] => {
  if (manager === undefined) return []
  const { migrationsPerHost, powerOpsPerHost, callsPerManager } = manager.capabilities
  const calls: Slot = { key: `calls ${manager.id}`, limit: callsPerManager }
  if (action === 'migrate' || action === 'migrate-home') {
    const ends = [vm.hostId, targetHostId].filter((id) => id !== null)
    return [...ends.map((id) => ({ key: `moves ${id}`, limit: migrationsPerHost })), calls]
  }
  return [{ key: `power ${action === 'start' ? (targetHostId ?? vm.hostId) : vm.hostId}`, limit: powerOpsPerHost }, calls]
}

/** When everything has ended, with nothing else going on. Tasks that wait for each other in a circle are left out. */
export const makespanSeconds = (tasks: readonly Task[]): number => {
  const scheduler = createScheduler()
  for (const task of tasks) scheduler.add(task)
  let end = 0
  scheduler.startReady(0)
  for (let ended = scheduler.endNext(); ended !== null; ended = scheduler.endNext()) {
    end = Math.max(end, ended.endSeconds)
    if (scheduler.nextEndSeconds() > ended.endSeconds) scheduler.startReady(ended.endSeconds)
  }
  return end
}
