import { auditRouter } from './routers/audit'
import { authRouter } from './routers/auth'
import { clustersRouter } from './routers/clusters'
import { demoRouter } from './routers/demo'
import { directPathsRouter } from './routers/direct-paths'
import { discoveryRouter } from './routers/discovery'
import { groupsRouter } from './routers/groups'
import { hardwareRouter } from './routers/hardware'
import { liveRouter } from './routers/live'
import { maintenanceRouter } from './routers/maintenance'
import { managersRouter } from './routers/managers'
import { nutRouter } from './routers/nut'
import { ordersRouter } from './routers/orders'
import { plansRouter } from './routers/plans'
import { powerRouter } from './routers/power'
import { readinessRouter } from './routers/readiness'
import { recoveryRouter } from './routers/recovery'
import { runsRouter } from './routers/runs'
import { systemRouter } from './routers/system'
import { topologyRouter } from './routers/topology'
import { usersRouter } from './routers/users'
import { vmsRouter } from './routers/vms'
import { router } from './trpc'

/**
 * For whoever writes a client:
 * - transformer superjson; mutations need the header `x-ridethrough: 1` (REQUEST_HEADER in server/domain/request-header.ts);
 * - use `httpBatchLink` (not the streaming one: sign-in sets its cookie on the answer), and `httpSubscriptionLink` for `live.events`;
 * - an error's `data` holds `hint` (what to do; may be null) and `kind` beside tRPC's `code`; `message` is for people.
 */
export const appRouter = router({
  auth: authRouter,
  live: liveRouter,
  power: powerRouter,
  discovery: discoveryRouter,
  orders: ordersRouter,
  groups: groupsRouter,
  topology: topologyRouter,
  managers: managersRouter,
  hardware: hardwareRouter,
  directPaths: directPathsRouter,
  clusters: clustersRouter,
  nut: nutRouter,
  maintenance: maintenanceRouter,
  plans: plansRouter,
  runs: runsRouter,
  audit: auditRouter,
  users: usersRouter,
  vms: vmsRouter,
  demo: demoRouter,
  readiness: readinessRouter,
  recovery: recoveryRouter,
  system: systemRouter,
})

export type AppRouter = typeof appRouter
