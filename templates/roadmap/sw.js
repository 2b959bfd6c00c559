self.unseen = "{{ unseen|escapejs }}";
self.secretRooms = [{% for room in secret_rooms %}"{{ room|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
{% for script in scripts %}importScripts("{{ script|escapejs }}");
{% endfor %}
