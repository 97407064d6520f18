import { auditGet } from '../../services/audit/audit-get'
import { auditPage } from '../../services/audit/audit-page'
import { auditVerify } from '../../services/audit/audit-verify'
import { ask, procedure, router } from '../trpc'

export const auditRouter = router({
  page: procedure.input(auditPage.input).query(ask(auditPage)),
  get: procedure.input(auditGet.input).query(ask(auditGet)),
  verify: procedure.input(auditVerify.input).query(ask(auditVerify)),
})
