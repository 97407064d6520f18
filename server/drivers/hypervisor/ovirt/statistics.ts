import { all, amount, text, type XmlElement } from '../../protocols/xml/xml'

/** `<statistic><name>boot.time</name>…<values><value><datum>1566924606</datum>`: the first value by its name. */
export const statisticOf = (from: XmlElement | null, name: string): number | null => {
  const statistic = all(from, 'statistic').find((one) => text(one, 'name') === name)
  return amount(statistic, 'values', 'value', 'datum')
}
