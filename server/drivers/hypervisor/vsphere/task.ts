import type { TaskState } from '../../ports'
import type { Budget } from './budget'
import type { Connection } from './connection'
import { failureOf } from './failures'
import { TASK_PROPERTIES } from './properties'
import { isNotFound, retrieve, type ObjectProperties } from './property-collector'
import { numberAt, textAt } from './read'
import { localizedFault, refOf } from './soap'
import { text } from '../../protocols/xml/xml'

/** The task and its object, while it is waiting or running. */
export const taskWork = (task: ObjectProperties): { readonly entityId: string; readonly description: string } | null => {
  const state = textAt(task, 'info.state')
  if (state !== 'running' && state !== 'queued') return null
  const entityId = refOf(task.properties.get('info.entity') ?? null)?.id
  return entityId === undefined ? null : { entityId, description: textAt(task, 'info.descriptionId') ?? 'a task' }
}

export const recentTasks = async (
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<readonly ObjectProperties[]> => {
  const { taskManager } = await connection.serviceContent(budget)
  if (taskManager === null) return []
  const steps = [{ name: 'recent', type: 'TaskManager', path: 'recentTask' }]
  try {
    const wanted = { Task: TASK_PROPERTIES }
    return await retrieve(connection, () => ({ wanted, start: taskManager, skipStart: true, steps }), unknown, budget)
  } catch (error) {
    if (isNotFound(error)) return [] // one of them was cleared away while they were read
    throw error
  }
}

/** The power state that the task was to bring, for tasks that complain that the VM is in it already (A2). */
const WANTED_POWER: Readonly<Record<string, string>> = {
  'VirtualMachine.powerOn': 'poweredOn',
  'VirtualMachine.powerOff': 'poweredOff',
  'VirtualMachine.suspend': 'suspended',
}

export const taskState = (task: ObjectProperties): TaskState => {
  const error = localizedFault(task.properties.get('info.error') ?? null)
  const description = textAt(task, 'info.descriptionId') ?? ''
  switch (textAt(task, 'info.state')) {
    case 'success':
      return { state: 'succeeded' }
    case 'error': {
      if (error === null) return { state: 'failed', message: 'The task failed; the manager does not say why.' }
      const existing = error.type === 'InvalidPowerState' ? text(error.detail, 'existingState') : null
      if (existing !== null && existing === WANTED_POWER[description]) return { state: 'succeeded' }
      if (error.type === 'RequestCanceled') return { state: 'failed', message: 'The task was cancelled.' }
      return { state: 'failed', message: failureOf(error, `finish ${description || 'the task'}`).message }
    }
    default:
      return { state: 'running', progressPercent: numberAt(task, 'info.progress') }
  }
}

export const readTask = async (id: string, connection: Connection, unknown: Set<string>, budget: Budget): Promise<TaskState> => {
  const paths = [...TASK_PROPERTIES, 'info.progress', 'info.error']
  try {
    const retrieval = { wanted: { Task: paths }, start: { type: 'Task', id } }
    const [task] = await retrieve(connection, () => retrieval, unknown, budget)
    return task === undefined || task.properties.size === 0 ? { state: 'gone' } : taskState(task)
  } catch (error) {
    if (isNotFound(error)) return { state: 'gone' }
    throw error
  }
}
