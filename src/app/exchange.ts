import { exportCsv, exportKernelCsv } from '../dataset/csv.ts'
import { blobOf, csvType, exportJson, exportJsonGz, gzipType, jsonType } from '../dataset/export.ts'
import type { Filter } from '../dataset/filter.ts'
import type { DatasetStore } from '../dataset/store.ts'
import { exportKernelFeatureCsv } from '../prediction/features/kernel-feature-csv.ts'

/** Also the ending of the file's name. */
export type ExportFormat = 'json' | 'json.gz' | 'csv' | 'kernels.csv' | 'features.csv'

/** What a filter means of the dataset, as a file. */
export function exportBlob(store: DatasetStore, format: ExportFormat, filter: Filter): Promise<Blob> {
  switch (format) {
    case 'json':
      return blobOf(exportJson(store, filter), jsonType)
    case 'json.gz':
      return blobOf(exportJsonGz(store, filter), gzipType)
    case 'csv':
      return blobOf(exportCsv(store, filter), csvType)
    case 'kernels.csv':
      return blobOf(exportKernelCsv(store, filter), csvType)
    case 'features.csv':
      return blobOf(exportKernelFeatureCsv(store, filter), csvType)
  }
}
