/**
 * Everything a page is built from. Pages import from here and never from the component library, so that its look and
 * its quirks have one place. `Ui...` are the library's controls in our theme, the others are our own.
 */
export {
  NButton as UiButton,
  NCheckbox as UiCheckbox,
  NDatePicker as UiDatePicker,
  NDrawer as UiDrawer,
  NDropdown as UiDropdown,
  NDynamicTags as UiTagsInput,
  NForm as UiForm,
  NFormItem as UiFormItem,
  NInput as UiInput,
  NInputNumber as UiInputNumber,
  NPopover as UiPopover,
  NRadioButton as UiRadioButton,
  NRadioGroup as UiRadioGroup,
  NSelect as UiSelect,
  NSwitch as UiSwitch,
  NTabPane as UiTabPane,
  NTabs as UiTabs,
  NTooltip as UiTooltip,
  type SelectOption as UiSelectOption,
  useMessage as useToast,
} from 'naive-ui'
export { default as ConfirmTyped } from './ConfirmTyped.vue'
export { default as CopyButton } from './CopyButton.vue'
export { useChosen } from './chosen.ts'
export { default as DataTable } from './DataTable.vue'
export { default as DialogForm } from './DialogForm.vue'
export { default as EmptyState } from './EmptyState.vue'
export { default as Fact } from './Fact.vue'
export { default as Failure } from './Failure.vue'
export { default as HoldButton } from './HoldButton.vue'
export { default as Icon } from './Icon.vue'
export type { IconName } from './icons.ts'
export { default as Loading } from './Loading.vue'
export { default as Modal } from './Modal.vue'
export { default as Note } from './Note.vue'
export { default as Page } from './Page.vue'
export { default as PageHeader } from './PageHeader.vue'
export { default as Panel } from './Panel.vue'
export { default as ProgressBar } from './ProgressBar.vue'
export { default as StatusMark, type Status } from './StatusMark.vue'
export { default as TimeAgo } from './TimeAgo.vue'
export type { Column } from './table.ts'
export { default as Value } from './Value.vue'
