self.unseen = "{{ unseen|escapejs }}";
{% for script in scripts %}importScripts("{{ script|escapejs }}");
{% endfor %}
