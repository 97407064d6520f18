import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

type Answers = inferRouterOutputs<AppRouter>['clusters']

export type ClusterReport = Answers['report']
export type BaselineChange = NonNullable<Answers['whatIfBaseline']>
