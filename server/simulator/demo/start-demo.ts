import { startDatacenter, type Datacenter } from '../datacenter'
import { scenariosFor } from '../scenario/scenarios'
import { demoDatacenter } from './demo-datacenter'
import { demoPlans } from './demo-plans'

export const demoScenarios = scenariosFor({ group: 'Row 1', feedA: 'ups-row1-a', hungVm: 'mail-02' })

export const startDemoDatacenter = (speed: number, farmUpses = 0): Promise<Datacenter> =>
  startDatacenter({ config: demoDatacenter, scenarios: demoScenarios, plans: demoPlans, speed, farmUpses })
