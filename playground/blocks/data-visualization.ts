import { z } from 'zod'
import { blockId } from './text.ts'

const label = z.string().min(1).max(20)

const pie = z.strictObject({
  type: z.literal('pie'),
  segments: z
    .array(z.strictObject({ label, value: z.number().positive() }))
    .min(1)
    .max(20),
})

const plot = <T extends string>(type: T) =>
  z
    .strictObject({
      type: z.literal(type),
      series: z
        .array(
          z.strictObject({
            name: label,
            data: z
              .array(z.strictObject({ label, value: z.number() }))
              .min(1)
              .max(20),
          }),
        )
        .min(1)
        .max(6),
      axis_config: z.strictObject({
        categories: z.array(label).min(1).max(20),
        x_label: z.string().max(50).optional(),
        y_label: z.string().max(50).optional(),
      }),
    })
    .superRefine((chart, found) => {
      const categories = JSON.stringify(chart.axis_config.categories)
      const names = new Set<string>()
      for (const [at, series] of chart.series.entries()) {
        if (names.has(series.name))
          found.addIssue({
            code: 'custom',
            message: 'series names must be unique',
            path: ['series', at, 'name'],
          })
        names.add(series.name)
        if (JSON.stringify(series.data.map(point => point.label)) !== categories)
          found.addIssue({
            code: 'custom',
            message: 'labels must match axis_config.categories',
            path: ['series', at, 'data'],
          })
      }
    })

/** The chart Slack draws itself. */
export const dataVisualization = z.strictObject({
  type: z.literal('data_visualization'),
  block_id: blockId,
  title: z.string().min(1).max(50),
  chart: z.discriminatedUnion('type', [pie, plot('bar'), plot('line'), plot('area')]),
})
