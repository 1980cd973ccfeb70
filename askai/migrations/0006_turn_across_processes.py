from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('askai', '0005_sorted_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='turn',
            name='is_stop_wanted',
            field=models.BooleanField(default=False, help_text='Stopped by its visitor at another process.'),
        ),
        migrations.AddField(
            model_name='turn',
            name='is_watched',
            field=models.BooleanField(default=False, help_text='Followed at another process while it is written.'),
        ),
        migrations.AddField(
            model_name='turn',
            name='live',
            field=models.JSONField(default=list, help_text='The frames so far, for those who watch: emptied at its end.'),
        ),
    ]
