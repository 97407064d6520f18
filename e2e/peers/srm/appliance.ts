import type { ManagerAddress, ManagerSecret } from '../../../server/domain/manager'
import { type HttpsLab, type Received, type Reply, startHttpsLab } from '../https-lab'

export const ACCOUNT = { user: 'administrator@vsphere.local', password: 'srm-password-of-the-test' }
const PAIRING = 'a5b1c3d2-0000-4000-8000-000000000001'

export interface SrmLab extends HttpsLab {
  readonly address: ManagerAddress
  readonly secret: ManagerSecret
  readonly plans: Map<string, { name: string; status: string; isRunning: boolean }>
  readonly state: {
    version: 'v1' | 'v2'
    session: string
    /** What actions are answered with; `lost`: begun, and the connection ends without an answer. */
    actions: number | 'lost'
    replications: unknown[]
  }
}

const page = (path: string, all: readonly unknown[]): Reply => {
  const query = new URL(path, 'https://lab').searchParams
  const offset = Number(query.get('offset') ?? 0)
  return { status: 200, body: { list: all.slice(offset, offset + Number(query.get('limit') ?? 100)) } }
}

/**
 * Our own stand-in for the appliances of Site Recovery Manager and vSphere Replication, after the examples of their API reference.
 * It has no behaviour but that an action that was taken makes its plan run.
 */
export const startSrmLab = async (): Promise<SrmLab> => {
  const state: SrmLab['state'] = { version: 'v2', session: 'session-1', actions: 202, replications: [] }
  const plans: SrmLab['plans'] = new Map([['plan-1', { name: 'ERP', status: 'READY_STATE', isRunning: false }]])
  const planBody = (id: string) => {
    const plan = plans.get(id)
    return {
      id,
      name: plan?.name,
      status: plan?.status,
      is_running: plan?.isRunning,
      progress: 40,
      protected_site_name: 'North',
      recovery_site_name: 'South',
    }
  }
  const act = (plan: { status: string; isRunning: boolean }, action: string): Reply => {
    const begins = state.actions === 'lost' || state.actions === 202
    if (begins)
      Object.assign(plan, { status: action === 'test' ? 'TEST_IN_PROGRESS' : 'SOMETHING_NEW', isRunning: action !== 'cancel' })
    if (state.actions === 'lost') return 'lost'
    if (state.actions === 202) return { status: 202, body: { id: 'task-1', status: 'RUNNING', progress: 1 } }
    return { status: state.actions, body: { error_code: 'X', message: `not now, ${ACCOUNT.password}` } }
  }
  const answer = ({ method, path, headers }: Received): Reply => {
    const match = /^\/api\/rest\/(srm|vr)\/(v\d)(\/.*)$/.exec(path)
    const [, gateway, version, rest = ''] = match ?? []
    if (match === null || version !== state.version) return { status: 404, body: '<html>404</html>' }
    const right = headers.authorization === `Basic ${Buffer.from(`${ACCOUNT.user}:${ACCOUNT.password}`).toString('base64')}`
    if (rest === '/session') return right ? { status: 200, body: { session_id: state.session } } : { status: 401 }
    if (headers['x-dr-session'] !== state.session) return { status: 401 }
    if (rest.endsWith('/remote-session')) return { status: right ? 204 : 401 }
    if (rest === '/server/info') return { status: 200, body: { version: '9.0.2' } }
    if (rest === '/tasks/task-1') return { status: 200, body: { id: 'task-1', status: 'RUNNING', progress: 7 } }
    if (rest.startsWith('/pairings?'))
      return page(rest, [{ pairing_id: PAIRING, local_vc_server: { name: 'vc-n' }, remote_vc_server: { name: 'vc-s' } }])
    if (gateway === 'vr' && rest.startsWith(`/pairings/${PAIRING}/replications?`)) return page(rest, state.replications)
    const base = `/pairings/${PAIRING}/recovery-management/plans`
    if (rest.startsWith(`${base}?`)) return page(rest, [...plans.keys()].map(planBody))
    const [id = '', , action] = rest.slice(base.length + 1).split('/')
    const plan = plans.get(id)
    if (gateway !== 'srm' || plan === undefined) return { status: 404 }
    return method === 'POST' ? act(plan, action ?? '') : { status: 200, body: planBody(id) }
  }
  const lab = await startHttpsLab(answer)
  return {
    ...lab,
    plans,
    state,
    address: { kind: 'srm', url: `${lab.url},${lab.url}`, pins: [lab.fingerprint] },
    secret: { kind: 'password', ...ACCOUNT },
  }
}

export const planIdOf = (id: string): string => `${PAIRING} ${id}`
