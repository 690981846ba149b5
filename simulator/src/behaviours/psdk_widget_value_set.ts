import { defineBehaviour } from './behaviour.ts'
import { speakerFound, widgets } from './speaker.ts'

export default defineBehaviour('psdk_widget_value_set', {
  refuse: speakerFound,
  start(gateway, { psdk_index, index, value }) {
    gateway.aircraft!.set({
      psdk_widget_values: widgets(gateway).map(widget =>
        widget.psdk_index === psdk_index
          ? { ...widget, values: [...widget.values.filter(entry => entry.index !== index), { index, value }] }
          : widget,
      ),
    })
  },
})
